/** How everything looks: one accent, warm greys, an 8-pixel grid, two type sizes. */

import { type ThemeConfig, theme } from 'antd'
import { useEffect, useState } from 'react'

const BODY = 14
const TITLE = 20
/** Named where text is measured outside the page's own flow. */
export const FONT =
  'system-ui, -apple-system, "Segoe UI", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", "WenQuanYi Micro Hei", sans-serif'

const LIGHT = {
  colorPrimary: '#0b7a6b',
  colorPrimaryBg: '#e3f1ee',
  colorBgLayout: '#f7f5f2',
  colorBgContainer: '#ffffff',
  colorTextBase: '#24211e',
  colorBorder: '#ddd8d2',
  colorBorderSecondary: '#ebe7e2',
  colorWarning: '#b45309',
  colorError: '#b3261e',
}
const DARK = {
  colorPrimary: '#3fb8a4',
  colorPrimaryBg: '#1d3430',
  colorBgLayout: '#171614',
  colorBgContainer: '#201f1c',
  colorBgElevated: '#292724',
  colorTextBase: '#ece8e3',
  colorBorder: '#45413c',
  colorBorderSecondary: '#34312d',
  colorWarning: '#e0a458',
  colorError: '#ef7b72',
}

export type Shade = 'light' | 'dark'

export function themeOf(shade: Shade, still: boolean): ThemeConfig {
  const colours = shade === 'dark' ? DARK : LIGHT
  return {
    algorithm: shade === 'dark' ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      ...colours,
      motion: !still,
      colorSuccess: colours.colorPrimary,
      colorInfo: colours.colorPrimary,
      colorLink: colours.colorPrimary,
      fontFamily: FONT,
      fontSize: BODY,
      fontSizeSM: BODY,
      fontSizeLG: BODY,
      fontSizeXL: TITLE,
      fontSizeHeading1: TITLE,
      fontSizeHeading2: TITLE,
      fontSizeHeading3: TITLE,
      fontSizeHeading4: BODY,
      fontSizeHeading5: BODY,
      borderRadius: 8,
      colorBgMask: 'rgba(30, 27, 24, 0.32)',
    },
    components: {
      Layout: {
        headerBg: colours.colorBgContainer,
        siderBg: colours.colorBgContainer,
        headerPadding: '0 24px',
      },
      Menu: {
        itemHeight: 40,
        itemBorderRadius: 8,
        activeBarBorderWidth: 0,
        itemSelectedBg: colours.colorPrimaryBg,
      },
      Table: {
        headerBg: colours.colorBgContainer,
        headerSplitColor: 'transparent',
        cellPaddingBlockMD: 12,
        cellPaddingInlineMD: 12,
      },
      Card: { headerFontSize: BODY, bodyPadding: 24 },
      Statistic: { contentFontSize: TITLE, titleFontSize: BODY },
      Tag: { defaultBg: 'transparent' },
      Drawer: { paddingLG: 24 },
    },
  }
}

const STORED = 'siyu.shade'

/** What the visitor's system says it prefers, followed when that changes. */
function usePrefers(preference: string): boolean {
  const [holds, set] = useState(() => window.matchMedia(preference).matches)
  useEffect(() => {
    const query = window.matchMedia(preference)
    const follow = () => set(query.matches)
    follow()
    query.addEventListener('change', follow)
    return () => query.removeEventListener('change', follow)
  }, [preference])
  return holds
}

/** Whether nothing is to slide or fade. */
export const useStill = () => usePrefers('(prefers-reduced-motion: reduce)')

/** Light or dark: the visitor's choice, else the system's. */
export function useShade(): [Shade, (shade: Shade) => void] {
  const [chosen, choose] = useState(() => localStorage.getItem(STORED) as Shade | null)
  const dark = usePrefers('(prefers-color-scheme: dark)')
  const shade = chosen ?? (dark ? 'dark' : 'light')
  useEffect(() => {
    document.documentElement.dataset.shade = shade
  }, [shade])
  return [
    shade,
    (next) => {
      localStorage.setItem(STORED, next)
      choose(next)
    },
  ]
}

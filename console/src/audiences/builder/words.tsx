/** A definition in words, in both languages. */

import { useSay } from '../../platform/language'
import type { Line } from '../api'
import { useChecked } from '../questions'
import './words.css'

const INDENT = 16

export function Words({ lines }: { lines: Line[] }) {
  return (
    <ul className="words-of">
      {lines.map(({ indent, text }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is known by its place
        <li key={at} style={{ paddingLeft: indent * INDENT }}>
          {text}
        </li>
      ))}
    </ul>
  )
}

export function BothWords({ asked, wrong }: { asked: string | null; wrong: boolean }) {
  const say = useSay()
  const chinese = useChecked(asked, 'zh-CN').data
  const english = useChecked(asked, 'en').data
  return (
    <section className="both-words">
      <h2>{say('build.words')}</h2>
      {asked === null ? (
        <p className="quiet">{say(wrong ? 'preview.wrong' : 'build.noWords')}</p>
      ) : (
        <div className="two">
          <div lang="zh-CN">
            <span className="quiet">中文</span>
            <Words lines={chinese?.words ?? []} />
          </div>
          <div lang="en">
            <span className="quiet">English</span>
            <Words lines={english?.words ?? []} />
          </div>
        </div>
      )}
    </section>
  )
}

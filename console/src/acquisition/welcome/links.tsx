import { CloseOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Input } from 'antd'
import type { WelcomeForm } from '../../api/types'
import { useSay } from '../../platform/language'

const MOST = 9
type Link = WelcomeForm['links'][number]

interface LinksProps {
  form: WelcomeForm
  set: (part: Partial<WelcomeForm>) => void
}

export function Links({ form, set }: LinksProps) {
  const say = useSay()
  const { links } = form
  const change = (at: number, part: Partial<Link>) =>
    set({ links: links.map((link, place) => (place === at ? { ...link, ...part } : link)) })
  const field = (link: Link, at: number, name: 'title' | 'url' | 'description') => (
    <Input
      value={link[name]}
      placeholder={say(`link.${name}`)}
      aria-label={say(`link.${name}`)}
      onChange={(event) => change(at, { [name]: event.target.value })}
    />
  )
  return (
    <div className="label">
      {say('rule.links')}
      {links.map((link, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: links have no name of their own
        <div className="link-row" key={at}>
          {field(link, at, 'title')}
          {field(link, at, 'url')}
          {field(link, at, 'description')}
          <Button
            type="text"
            icon={<CloseOutlined />}
            aria-label={say('do.delete')}
            onClick={() => set({ links: links.filter((_, place) => place !== at) })}
          />
        </div>
      ))}
      <div>
        <Button
          icon={<PlusOutlined />}
          disabled={links.length >= MOST}
          onClick={() =>
            set({ links: [...links, { title: '', url: '', description: '', picture_url: '' }] })
          }
        >
          {say('rule.addLink')}
        </Button>
      </div>
    </div>
  )
}

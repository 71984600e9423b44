import type { WelcomeForm } from '../../api/types'
import { useSay } from '../../platform/language'

/** What the new friend sees. */
export function PhonePreview({ text, links }: { text: string; links: WelcomeForm['links'] }) {
  const say = useSay()
  return (
    <figure className="phone" aria-label={say('preview.title')}>
      <div className="phone-head">{say('preview.adviser')}</div>
      <div className="phone-body">
        <p className="phone-note">{say('preview.added')}</p>
        {text.trim() ? (
          <p className="bubble">{text}</p>
        ) : (
          <p className="phone-note">{say('preview.empty')}</p>
        )}
        {links
          .filter((link) => link.title)
          .map((link) => (
            <p className="bubble link" key={link.url + link.title}>
              <strong>{link.title}</strong>
              <br />
              {link.description}
            </p>
          ))}
      </div>
    </figure>
  )
}

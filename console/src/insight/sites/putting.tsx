import type { Site } from '../../api/types'
import { useSay } from '../../platform/language'
import { Copyable } from './copyable'
import { policy, scriptAddress, snippet } from './snippet'

/** What to put on the pages of a site, and what a strict page has to allow. */
export function Putting({ site }: { site: Site }) {
  const say = useSay()
  const address = scriptAddress(site.script_url, window.location.origin)
  return (
    <section className="stack-16">
      <h2>{say('sites.snippet')}</h2>
      <p className="quiet">{say('sites.snippetNote')}</p>
      <Copyable text={snippet(address)} label={say('sites.snippet')} />
      <p className="quiet">{say('sites.policyNote')}</p>
      <Copyable text={policy(address)} label={say('sites.policy')} />
    </section>
  )
}

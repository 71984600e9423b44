/** Stages of a relationship and classes of value: the rules, in their order, and who moved. */

import { Tabs } from 'antd'
import { useSay } from '../../platform/language'
import { Page } from '../../platform/page'
import { useFilter } from '../../platform/url'
import type { LadderName } from '../api'
import { PeopleDrawer } from '../preview/people-drawer'
import { Ladder } from './ladder'
import { Moves } from './moves'
import './stages.css'

const LADDERS: LadderName[] = ['stage', 'value_class']

export default function StagesPage() {
  const say = useSay()
  const [chosen, choose] = useFilter('of')
  const ladder = LADDERS.find((one) => one === chosen) ?? 'stage'
  return (
    <Page title={say('stages.title')} purpose={say('stages.purpose')}>
      <PeopleDrawer>
        <Tabs
          activeKey={ladder}
          onChange={(key) => choose(key === 'stage' ? null : key)}
          items={LADDERS.map((one) => ({ key: one, label: say(`stages.${one}`) }))}
        />
        <div className="stack">
          <Ladder key={ladder} ladder={ladder} />
          <Moves key={`${ladder} moves`} ladder={ladder} />
        </div>
      </PeopleDrawer>
    </Page>
  )
}

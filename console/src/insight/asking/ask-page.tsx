/** The anatomy of every page that asks: what is asked, the answer, what stands behind it. */

import { Space } from 'antd'
import type { ReactNode } from 'react'
import { ApiError } from '../../api/client'
import { useLanguage, useSay } from '../../platform/language'
import { Page } from '../../platform/page'
import { Loaded, Note } from '../../platform/states'
import { Behind } from './behind'
import { PeopleDrawer } from './people'
import { Pin } from './pin'
import { useQuestion, useToday } from './question'
import { useAnswer } from './questions'
import { TakeAway } from './take-away'
import type { Answered, Kind, QuestionOf } from './wire'
import './asking.css'

interface Fault {
  place: string
  en: string
  zh: string
}

/** What is wrong with a question, all of it at once. */
function Wrong({ error }: { error: ApiError }) {
  const say = useSay()
  const { language } = useLanguage()
  const faults = Array.isArray(error.data.faults) ? (error.data.faults as Fault[]) : []
  const lines = faults.map(({ place, en, zh }) => (
    <span key={place} className="fault">
      {language === 'en' ? en : zh}
    </span>
  ))
  return <Note shape="error" title={say('ask.unfit')} text={lines.length ? lines : error.message} />
}

type Put<K extends Kind> = (part: Partial<QuestionOf<K>>) => void

interface AskPageProps<K extends Kind> {
  title: string
  purpose: string
  begin: (today: string) => QuestionOf<K>
  controls: (question: QuestionOf<K>, put: Put<K>, today: string) => ReactNode
  /** Why the question is not yet one; nothing is asked then. */
  lacks?: (question: QuestionOf<K>) => string | null
  children: (answered: Answered<K>, put: Put<K>) => ReactNode
}

export function AskPage<K extends Kind>(props: AskPageProps<K>) {
  const today = useToday()
  if (today === null) return null
  return <Asking {...props} today={today} />
}

function Asking<K extends Kind>(props: AskPageProps<K> & { today: string }) {
  const { title, purpose, begin, controls, lacks, children, today } = props
  const say = useSay()
  const [question, put] = useQuestion<K>(begin(today))
  const lack = lacks?.(question) ?? null
  const query = useAnswer<K>(lack === null ? question : null)
  const unfit = query.error instanceof ApiError && query.error.status === 422
  return (
    <Page
      title={title}
      purpose={purpose}
      action={
        lack === null && (
          <Space>
            <TakeAway question={question} />
            <Pin question={question} />
          </Space>
        )
      }
    >
      <div className="stack">
        <section className="section asked" aria-label={say('ask.question')}>
          {controls(question, put, today)}
        </section>
        {lack !== null && <Note shape="empty" title={lack} />}
        {lack === null && unfit && <Wrong error={query.error as ApiError} />}
        {lack === null && !unfit && (
          <div className={query.isPlaceholderData ? 'stack asked-anew' : 'stack'}>
            <Loaded query={query} rows={10}>
              {(answered) => (
                <>
                  {children(answered, put)}
                  <Behind out={answered.out} />
                </>
              )}
            </Loaded>
          </div>
        )}
      </div>
      {lack === null && <PeopleDrawer question={question} />}
    </Page>
  )
}

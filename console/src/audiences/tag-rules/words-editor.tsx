/** What a rule listens for in chats, tried at once on a sentence of one's own. */

import { useQuery } from '@tanstack/react-query'
import { Checkbox, Input, Radio, Select } from 'antd'
import { useState } from 'react'
import { get, post } from '../../api/client'
import type { components } from '../../api/schema'
import { useLanguage, useSay } from '../../platform/language'
import { Section } from '../../platform/page'
import { Row } from '../../platform/row'
import { Status } from '../../platform/status'
import { useSettled } from '../settled'
import { any, LISTS, type List, shown, typed, type Words } from './words'

type Trial = components['schemas']['WordsTrialOut']
type Archive = components['schemas']['ArchiveOut']
type Place = Trial['places'][number]

interface WordsProps {
  words: Words
  set: (part: Partial<Words>) => void
}

/** Why no rule can fire yet; silent where chats come in. */
function Waiting() {
  const { language } = useLanguage()
  const archive = useQuery({
    queryKey: ['/chat-archive', language],
    queryFn: () => get<Archive>('/chat-archive'),
    retry: false,
  })
  if (!archive.data || archive.data.state === 'held') return null
  return <Status tone="warn">{archive.data.state_words}</Status>
}

function Listed({ list, words, set }: WordsProps & { list: List }) {
  const say = useSay()
  const label = say(`words.${list}`)
  return (
    <Row label={label}>
      <Select
        mode="tags"
        open={false}
        suffixIcon={null}
        tokenSeparators={[',', '，', '、']}
        aria-label={label}
        placeholder={say(`words.${list}Example`)}
        value={words[list].map(shown)}
        onChange={(texts: string[]) => set({ [list]: texts.map((one) => typed(one, words[list])) })}
        style={{ width: '100%', maxWidth: 560 }}
      />
    </Row>
  )
}

/** The sentence with the places where words stand: those that count, and those that do not. */
function Marked({ text, places }: { text: string; places: Place[] }) {
  const parts: React.ReactNode[] = []
  let at = 0
  for (const one of places) {
    if (one.start < at) continue
    parts.push(text.slice(at, one.start))
    const found = text.slice(one.start, one.end)
    parts.push(
      one.counts ? (
        <mark key={one.start}>{found}</mark>
      ) : (
        <s key={one.start} title={one.standing_words}>
          {found}
        </s>
      ),
    )
    at = one.end
  }
  return (
    <>
      {parts}
      {text.slice(at)}
    </>
  )
}

function Tried({ words }: { words: Words }) {
  const say = useSay()
  const { language } = useLanguage()
  const [text, setText] = useState('')
  const asked = useSettled(JSON.stringify({ words, text }), 300)
  const trial = useQuery({
    queryKey: ['/tag-rules/words/trial', asked, language],
    queryFn: () => post<Trial>('/tag-rules/words/trial', JSON.parse(asked)),
    enabled: any(words) && text.trim() !== '',
    placeholderData: (before) => before,
    retry: false,
  })
  return (
    <Row label={say('words.try')}>
      <div className="stack-8">
        <Input
          aria-label={say('words.try')}
          placeholder={say('words.tryExample')}
          maxLength={300}
          value={text}
          onChange={(event) => setText(event.target.value)}
          style={{ maxWidth: 560 }}
        />
        {text && trial.error && <Status tone="bad">{trial.error.message}</Status>}
        {text && !trial.error && trial.data && (
          <div role="status">
            <Status tone={trial.data.fits ? 'good' : 'off'}>{trial.data.why_words}</Status>{' '}
            <Marked text={text} places={trial.data.places} />
          </div>
        )}
      </div>
    </Row>
  )
}

export function WordsEditor({ words, set }: WordsProps) {
  const say = useSay()
  return (
    <Section>
      <div className="fields">
        <Waiting />
        {LISTS.map((list) => (
          <Listed key={list} list={list} words={words} set={set} />
        ))}
        <Row label={say('words.saidBy')}>
          <Radio.Group
            value={words.said_by}
            onChange={(event) => set({ said_by: event.target.value })}
            options={(['customer', 'staff', 'either'] as const).map((value) => ({
              value,
              label: say(`words.by.${value}`),
            }))}
          />
        </Row>
        <Row label={say('words.questions')}>
          <Radio.Group
            value={words.questions}
            onChange={(event) => set({ questions: event.target.value })}
            options={(['count', 'skip', 'only'] as const).map((value) => ({
              value,
              label: say(`words.ask.${value}`),
            }))}
          />
        </Row>
        <Row label={say('words.taken')}>
          <Checkbox
            checked={words.negation}
            onChange={(event) => set({ negation: event.target.checked })}
          >
            {say('words.negation')}
          </Checkbox>
        </Row>
        <Tried words={words} />
      </div>
    </Section>
  )
}

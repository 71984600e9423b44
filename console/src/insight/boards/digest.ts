/** What a tile says of an answer: a sentence, a figure, its comparison, a small trend. */

import { useFormats } from '../../platform/format'
import { useLanguage, useSay } from '../../platform/language'
import { useFigures, useNames } from '../asking/said'
import type { Answered, AnswerOf } from '../asking/wire'
import { useFinding } from '../figure/finding'
import { useWorths } from './digest-worth'
import type { Digest, Digesters } from './digesting'

function useFlows(): Pick<Digesters, 'figure' | 'activity' | 'retention'> {
  const say = useSay()
  const format = useFormats()
  const figures = useFigures()
  const { titled, change, falls } = useFinding()
  return {
    figure: (answered) => {
      const { metric, unit, parts } = answered.out.answer
      const [all] = parts
      const rate = all?.change_rate ?? 0
      return {
        name: titled(metric),
        figure: figures(unit, all?.total ?? null),
        note: change(answered),
        worse: falls(metric) ? rate > 0 : rate < 0,
        trend: all?.points.map(({ value }) => value) ?? [],
        against: all?.points.map(({ against }) => against ?? null),
        shape: 'line',
      }
    },
    activity: ({ out }) => ({
      name: say('activity.dau'),
      figure: figures('people', out.answer.average_dau),
      note: say('activity.sticks', {
        rate: figures('rate', out.answer.average_stickiness_rate),
      }),
      trend: out.answer.days.map(({ dau }) => dau),
      shape: 'line',
    }),
    retention: ({ question, out }) => ({
      name: say('retention.title'),
      figure: figures('rate', out.answer.average_rates[0] ?? null),
      note: say('retention.after', {
        period: say(`retention.period.${question.grain}`, { count: format.number(1) }),
      }),
      trend: out.answer.average_rates,
      shape: 'bars',
    }),
  }
}

function useSpreads(): Pick<Digesters, 'funnel' | 'distribution' | 'rfm' | 'paths'> {
  const say = useSay()
  const format = useFormats()
  const { language } = useLanguage()
  const figures = useFigures()
  const names = useNames()
  const middle = ({ levels, quantiles }: AnswerOf<'distribution'>) =>
    quantiles[levels.indexOf(0.5)] ?? null
  return {
    funnel: ({ question, out }) => {
      const steps = out.answer.parts[0]?.steps ?? []
      return {
        name: say('funnel.title'),
        figure: figures('rate', steps.at(-1)?.rate ?? null),
        note: say('funnel.fromTo', {
          from: names.event(question.steps[0]?.event ?? ''),
          to: names.event(question.steps.at(-1)?.event ?? ''),
        }),
        trend: steps.map(({ people }) => people),
        shape: 'bars',
      }
    },
    distribution: ({ question, out }) => ({
      name: say('distribution.of', { event: names.event(question.event.event) }),
      figure: figures(
        names.isMoney(question.event.event, question.property ?? '') ? 'money' : 'count',
        middle(out.answer),
      ),
      note: say('distribution.half'),
      trend: out.answer.bars.map(({ people }) => people),
      shape: 'bars',
    }),
    rfm: ({ out }) => {
      const { groups, people } = out.answer
      const first = groups[0]
      return {
        name: say('rfm.title'),
        figure: format.number(people),
        note: first
          ? `${language === 'en' ? first.title_en : first.title_zh} ${format.percent(first.rate)}`
          : null,
        trend: groups.map((one) => one.people),
        shape: 'bars',
      }
    },
    paths: ({ question, out }) => ({
      name: say('paths.of', { event: names.event(question.anchor.event) }),
      figure: format.number(out.answer.paths),
      note: say('paths.unit'),
      trend: out.answer.links.filter(({ step }) => step === 0).map(({ paths }) => paths),
      shape: 'bars',
    }),
  }
}

export function useDigest(): (answered: Answered) => Digest {
  const digesters: Digesters = { ...useFlows(), ...useSpreads(), ...useWorths() }
  return (answered) => (digesters[answered.question.kind] as (one: Answered) => Digest)(answered)
}

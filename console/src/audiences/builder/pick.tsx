/** Controls that stand within a sentence. */

import { InputNumber, Select } from 'antd'
import { useSay } from '../../platform/language'

export interface Choice {
  value: string
  label: string
}
interface PickProps {
  value: string | undefined
  options: (Choice | { label: string; options: Choice[] })[]
  onChange: (value: string) => void
  label: string
}

export function Pick({ value, options, onChange, label }: PickProps) {
  return (
    <Select
      variant="filled"
      showSearch
      optionFilterProp="label"
      popupMatchSelectWidth={false}
      value={value || undefined}
      onChange={onChange}
      placeholder={label}
      aria-label={label}
      options={options}
    />
  )
}

interface CountProps {
  value: number | null | undefined
  onChange: (value: number | null) => void
  label: string
  min?: number
  max?: number
  step?: number
  digits?: number
  suffix?: string
  placeholder?: string
}

export function Count({ label, digits, suffix, ...rest }: CountProps) {
  return (
    <InputNumber
      {...rest}
      variant="filled"
      controls={false}
      precision={digits}
      aria-label={label}
      suffix={suffix}
      style={{ width: suffix === '%' ? 96 : suffix ? 144 : 80 }}
    />
  )
}

type Plain = Omit<CountProps, 'min' | 'max' | 'step' | 'digits' | 'suffix'>

/** Whole days from one on. */
export function Days(props: Plain) {
  const say = useSay()
  return (
    <>
      <Count {...props} min={1} max={3660} digits={0} />
      <span>{say('build.days', { count: props.value ?? 2 })}</span>
    </>
  )
}
/** A part of one, typed in percent. */
export function Share({ value, onChange, label }: Plain) {
  return (
    <Count
      label={label}
      value={typeof value === 'number' ? Math.round(value * 10_000) / 100 : null}
      onChange={(typed) => onChange(typed === null ? null : Math.round(typed * 100) / 10_000)}
      min={0.01}
      max={99.99}
      suffix="%"
    />
  )
}

/** In which line of a JSON text a place such as `$.of[1].value` stands, also in a text that breaks off. */

/** The start of each value in a text, by its place; read as far as the text is JSON. */
export function starts(text: string): Map<string, number> {
  const found = new Map<string, number>()
  let at = 0
  const blank = () => {
    while (/\s/.test(text[at] ?? '')) at++
  }
  const quoted = (): string => {
    const from = at++
    while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
    return text.slice(from + 1, at++)
  }
  /** Whether another part follows; steps over the comma. */
  const more = (end: string): boolean => {
    blank()
    if (text[at] === ',') at++
    blank()
    return at < text.length && text[at] !== end
  }
  const value = (place: string): void => {
    blank()
    found.set(place, at)
    const first = text[at]
    if (first === '"') quoted()
    else if (first === '{') {
      at++
      while (more('}') && text[at] === '"') {
        const key = quoted()
        blank()
        if (text[at] === ':') at++
        value(`${place}.${key}`)
      }
      at++
    } else if (first === '[') {
      at++
      for (let nth = 0; more(']'); nth++) value(`${place}[${nth}]`)
      at++
    } else {
      const from = at
      while (at < text.length && !/[\s,\]}]/.test(text[at] ?? '')) at++
      if (at === from) at = text.length
    }
  }
  value('$')
  return found
}

/** The place one level up. */
const above = (place: string) => place.replace(/(\.[^.[\]]+|\[\d+\])$/, '')

/** Where a place begins; of a place that is missing, where the thing begins that lacks it. */
export function startOf(text: string, place: string): number {
  const known = starts(text)
  let one = place
  while (one !== '$' && !known.has(one) && above(one) !== one) one = above(one)
  return known.get(one) ?? 0
}

export const lineAt = (text: string, offset: number): number =>
  text.slice(0, offset).split('\n').length

/** Where a text stops being JSON, as far as the engine tells. */
export function brokenAt(text: string, error: unknown): number {
  const said = /position (\d+)/.exec(String(error))
  return said ? Number(said[1]) : text.length
}

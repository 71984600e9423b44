/** A state, told by shape and word as well as by colour. */

export type Tone = 'good' | 'busy' | 'warn' | 'bad' | 'off'

const SHAPES: Record<Tone, React.ReactNode> = {
  good: (
    <>
      <circle cx="8" cy="8" r="7" fill="currentColor" />
      <path d="M4.8 8.2l2.2 2.2 4.2-4.6" className="mark" />
    </>
  ),
  busy: (
    <>
      <circle cx="8" cy="8" r="6" className="line" />
      <path d="M8 8V4.2M8 8l2.6 1.6" className="line" />
    </>
  ),
  warn: (
    <>
      <path d="M8 1.2L15.4 14.4H.6z" fill="currentColor" />
      <path d="M8 6v3.6M8 11.8v.2" className="mark" />
    </>
  ),
  bad: (
    <>
      <rect x="1" y="1" width="14" height="14" rx="3" fill="currentColor" />
      <path d="M5.2 5.2l5.6 5.6M10.8 5.2l-5.6 5.6" className="mark" />
    </>
  ),
  off: <path d="M3 8h10" className="line" />,
}

export function Status({ tone, children }: { tone: Tone; children: React.ReactNode }) {
  return (
    <span className={`status status-${tone}`}>
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
        {SHAPES[tone]}
      </svg>
      <span>{children}</span>
    </span>
  )
}

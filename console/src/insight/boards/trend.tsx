/** A small trend: a line over what it is compared with, or bars. */

const WIDTH = 240
const HEIGHT = 48
const EDGE = 4

type Values = (number | null)[]

function line(values: Values, most: number): string {
  const step = (WIDTH - 2 * EDGE) / Math.max(values.length - 1, 1)
  const points = values.flatMap((value, at) =>
    value === null
      ? []
      : [`${EDGE + at * step},${HEIGHT - EDGE - (value / most) * (HEIGHT - 2 * EDGE)}`],
  )
  return points.join(' ')
}

interface TrendProps {
  values: Values
  against?: Values
  shape: 'line' | 'bars'
}

export function Trend({ values, against = [], shape }: TrendProps) {
  const known = [...values, ...against].filter((one) => one !== null)
  const most = Math.max(...known, 0) || 1
  const wide = (WIDTH - 2 * EDGE) / Math.max(values.length, 1)
  return (
    <svg
      className="trend"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {shape === 'line' ? (
        <>
          {against.length > 1 && <polyline className="before" points={line(against, most)} />}
          <polyline points={line(values, most)} />
        </>
      ) : (
        values.map((value, at) => (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
            key={at}
            x={EDGE + at * wide + 1}
            width={Math.max(wide - 4, 1)}
            y={HEIGHT - EDGE - ((value ?? 0) / most) * (HEIGHT - 2 * EDGE)}
            height={((value ?? 0) / most) * (HEIGHT - 2 * EDGE)}
          />
        ))
      )}
    </svg>
  )
}

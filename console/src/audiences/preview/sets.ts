/** Circles whose areas are the sizes of sets, and whose overlaps are as large as what they share. */

export interface Circle {
  x: number
  y: number
  r: number
}

/** The area that two circles share at a distance. */
export function lens(a: number, b: number, apart: number): number {
  if (apart >= a + b) return 0
  if (apart <= Math.abs(a - b)) return Math.PI * Math.min(a, b) ** 2
  const half = (r: number, other: number) => {
    const to = (apart ** 2 + r ** 2 - other ** 2) / (2 * apart)
    return r ** 2 * Math.acos(to / r) - to * Math.sqrt(r ** 2 - to ** 2)
  }
  return half(a, b) + half(b, a)
}

/** How far apart two circles stand that share an area; by halving, to a thousandth of a radius. */
export function distance(a: number, b: number, shared: number): number {
  let [near, far] = [Math.abs(a - b), a + b]
  if (shared <= 0) return far * 1.05
  while (far - near > Math.min(a, b) / 1000) {
    const middle = (near + far) / 2
    if (lens(a, b, middle) > shared) near = middle
    else far = middle
  }
  return (near + far) / 2
}

/**
 * Two or three circles. With three the overlaps of each two are true to size where a triangle
 * allows it; the part that all three share is then as it falls, so its number is always written.
 */
export function circles(sizes: number[], shared: (one: number, other: number) => number): Circle[] {
  const radius = sizes.map((size) => Math.sqrt(Math.max(size, 0) / Math.PI))
  const [a = 0, b = 0, c] = radius
  const apart = (one: number, other: number) =>
    distance(radius[one] ?? 0, radius[other] ?? 0, shared(one, other))
  const ab = apart(0, 1)
  const two: Circle[] = [
    { x: 0, y: 0, r: a },
    { x: ab, y: 0, r: b },
  ]
  if (c === undefined) return two
  const [ac, bc] = [apart(0, 2), apart(1, 2)]
  const x = ab ? (ac ** 2 - bc ** 2 + ab ** 2) / (2 * ab) : 0
  const y = Math.sqrt(Math.max(0, ac ** 2 - x ** 2))
  return [...two, { x, y, r: c }]
}

/** A point of a circle that is as deep inside it, and as far outside the others, as can be. */
export function labelAt(of: Circle[], place: number): { x: number; y: number } {
  const own = of[place] ?? { x: 0, y: 0, r: 0 }
  const others = of.filter((_, at) => at !== place)
  let best = { x: own.x, y: own.y, room: Number.NEGATIVE_INFINITY }
  for (let ring = 0; ring < 12; ring++)
    for (let turn = 0; turn < 48; turn++) {
      const far = (own.r * ring) / 12
      const angle = (turn * Math.PI) / 24
      const [x, y] = [own.x + far * Math.cos(angle), own.y + far * Math.sin(angle)]
      const outside = others.map((one) => Math.hypot(x - one.x, y - one.y) - one.r)
      const room = Math.min(own.r - far, ...outside)
      if (room > best.room) best = { x, y, room }
    }
  return { x: best.x, y: best.y }
}

/** The box that holds all of them. */
export function bounds(of: Circle[]) {
  const x = Math.min(...of.map((one) => one.x - one.r))
  const y = Math.min(...of.map((one) => one.y - one.r))
  const width = Math.max(...of.map((one) => one.x + one.r)) - x
  const height = Math.max(...of.map((one) => one.y + one.r)) - y
  return { x, y, width, height }
}

/** How many are in all the sets of `places`, whatever else they are in. */
export const within = (regions: { of: number[]; count: number }[], ...places: number[]): number =>
  regions
    .filter(({ of }) => places.every((place) => of.includes(place)))
    .reduce((sum, { count }) => sum + count, 0)

import './face.css'

/** A picture, or the first character of the name. */
export function Face({ name, src }: { name: string; src: string | null }) {
  if (src) return <img className="face" src={src} alt="" width={32} height={32} />
  return (
    <span className="face" aria-hidden="true">
      {Array.from(name)[0] ?? '·'}
    </span>
  )
}

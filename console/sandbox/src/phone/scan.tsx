/** The codes that hang in the stores, and the card that a scan shows. */

import { useEffect, useRef, useState } from 'preact/hooks'
import { add, type Code, codes, type Member, scan } from '../api'
import { useLive } from '../live'
import { Face, Failed, Note } from '../parts'
import { useSay } from '../speech'

interface Found {
  config_id: string
  member: Member
  friends: boolean
}

interface CardProps {
  id: string
  found: Found
  onChat: (userid: string) => void
  onClose: () => void
}

function Card({ id, found, onChat, onClose }: CardProps) {
  const { say } = useSay()
  const [asked, setAsked] = useState(false)
  const [trouble, setTrouble] = useState('')
  const { member } = found
  const press = async () => {
    try {
      const { outcome } = await add(id, found.config_id, member.userid)
      if (outcome === 'requested') setAsked(true)
      else onChat(member.userid)
    } catch (error) {
      setTrouble(error instanceof Error ? error.message : String(error))
    }
  }
  return (
    <div class="visiting">
      <Face name={member.name} size={72} />
      <h2>{member.name}</h2>
      <p>@{member.corp}</p>
      <p class="quiet">{[member.department, member.position].filter(Boolean).join(' · ')}</p>
      {trouble && <p role="alert">{trouble}</p>}
      {asked ? (
        <p>{say('card.requested', { name: member.name })}</p>
      ) : found.friends ? (
        <button type="button" class="main" onClick={() => onChat(member.userid)}>
          {say('card.open')}
        </button>
      ) : (
        <button type="button" class="main" onClick={press}>
          {say('card.add')}
        </button>
      )}
      <button type="button" class="plain" onClick={onClose}>
        {say('card.close')}
      </button>
    </div>
  )
}

function Poster({ code, onScan }: { code: Code; onScan: () => void }) {
  const { say } = useSay()
  return (
    <li>
      <button type="button" class="poster" onClick={onScan}>
        <img src={new URL(code.qr_code, window.location.href).pathname} alt="" loading="lazy" />
        <span>{code.remark || code.state || say('scan.unnamed')}</span>
      </button>
    </li>
  )
}

interface ScanProps {
  id: string
  scanned?: string
  onChat: (userid: string) => void
}

export function Scan({ id, scanned, onChat }: ScanProps) {
  const { say } = useSay()
  const wall = useLive(codes, 'codes')
  const [found, setFound] = useState<Found>()
  const [trouble, setTrouble] = useState('')
  const read = (code: string) => {
    setTrouble('')
    scan(id, code)
      .then(setFound)
      .catch((error) => setTrouble(error.message))
  }
  const first = useRef(scanned)
  useEffect(() => {
    if (!first.current) return
    read(first.current)
    first.current = undefined
  })
  if (found) {
    return <Card id={id} found={found} onChat={onChat} onClose={() => setFound(undefined)} />
  }
  if (wall.error && !wall.data) return <Failed error={wall.error} again={wall.again} />
  if (wall.data?.items.length === 0) {
    return <Note title={say('scan.none')} text={say('scan.noneText')} />
  }
  return (
    <>
      {trouble && <p role="alert">{trouble}</p>}
      <h2 class="head">{say('scan.title')}</h2>
      <ul class="posters">
        {wall.data?.items.map((code) => (
          <Poster key={code.config_id} code={code} onScan={() => read(code.config_id)} />
        ))}
      </ul>
    </>
  )
}

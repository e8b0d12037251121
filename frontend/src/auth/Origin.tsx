import { RelativeTime } from '~/design/patterns/RelativeTime'

interface Props {
  place: string | null
  ip: string
  at: string
}

/** Where from and when, in small under what came from there. */
export function Origin({ place, ip, at }: Props) {
  return (
    <span className="cell__sub">
      {[place, ip].filter(Boolean).join(' · ')}
      {' · '}
      <RelativeTime at={at} />
    </span>
  )
}

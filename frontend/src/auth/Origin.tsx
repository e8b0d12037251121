import { RelativeTime } from '~/design/patterns/RelativeTime'

interface Props {
  location: string | null
  ip: string
  at: string
}

/** Where from and when, in small under what came from there. */
export function Origin({ location, ip, at }: Props) {
  return (
    <span className="cell__sub">
      {[location, ip].filter(Boolean).join(' · ')}
      {' · '}
      <RelativeTime at={at} />
    </span>
  )
}

import { RelativeTime } from '~/design/patterns/RelativeTime'
import { StatusBadge } from '~/design/patterns/StatusBadge'
import { outcomeLooks, type SignIn } from './looks'

/** A few attempts to sign in, in a card. */
export function SignInList({ items }: { items: SignIn[] }) {
  return (
    <ul className="stack">
      {items.map((one) => (
        <li key={one.id} className="stack stack--sm">
          <StatusBadge look={outcomeLooks[one.outcome]} />
          <span className="cell__sub">
            {[one.place, one.ip].filter(Boolean).join(' · ')}
            {' · '}
            <RelativeTime at={one.at} />
          </span>
        </li>
      ))}
    </ul>
  )
}

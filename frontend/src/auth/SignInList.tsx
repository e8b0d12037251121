import { StatusBadge } from '~/design/patterns/StatusBadge'
import { Origin } from './Origin'
import { outcomeStatusStyles, type SignIn } from './statusStyles'

/** A few attempts to sign in, in a card. */
export function SignInList({ items }: { items: SignIn[] }) {
  return (
    <ul className="stack">
      {items.map((one) => (
        <li key={one.id} className="stack stack--sm">
          <StatusBadge status={outcomeStatusStyles[one.outcome]} />
          <Origin location={one.location} ip={one.ip} at={one.at} />
        </li>
      ))}
    </ul>
  )
}

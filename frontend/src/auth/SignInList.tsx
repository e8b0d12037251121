import { StatusBadge } from '~/design/patterns/StatusBadge'
import { outcomeLooks, type SignIn } from './looks'
import { Origin } from './Origin'

/** A few attempts to sign in, in a card. */
export function SignInList({ items }: { items: SignIn[] }) {
  return (
    <ul className="stack">
      {items.map((one) => (
        <li key={one.id} className="stack stack--sm">
          <StatusBadge look={outcomeLooks[one.outcome]} />
          <Origin place={one.place} ip={one.ip} at={one.at} />
        </li>
      ))}
    </ul>
  )
}

import { ErasureCard } from './ErasureCard'
import { ExportsCard } from './ExportsCard'

/** What is known about the person: a copy of it, and its end. */
export function DataTab({ email }: { email: string }) {
  return (
    <div className="stack stack--lg">
      <ExportsCard />
      <ErasureCard email={email} />
    </div>
  )
}

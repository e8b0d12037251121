import type { ReactNode } from 'react'

export interface Fact {
  label: string
  value: ReactNode
}

/** Facts of one thing; a value that is not there is a dash. */
export function KeyValues({ facts }: { facts: (Fact | false)[] }) {
  return (
    <dl className="kv">
      {facts
        .filter((fact) => fact !== false)
        .map(({ label, value }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value ?? '—'}</dd>
          </div>
        ))}
    </dl>
  )
}

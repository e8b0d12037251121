import { Trans } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import type { Versioned } from '../api'

interface Props {
  group: Versioned
  name: string
  label: string
  value: string
  /** The field, where it can be changed here. */
  children: ReactNode
}

/** A field, or what the environment says of it and by which variable: that cannot be changed here. */
export function Setting({ group, name, label, value, children }: Props) {
  const variable = group.environment[name]
  if (!variable) return children
  return (
    <dl className="field">
      <dt className="field__label">{label}</dt>
      <dd className="mono">{value || '—'}</dd>
      <dd className="field__help">
        <Trans>
          Set by the environment variable <code>{variable}</code>
        </Trans>
      </dd>
    </dl>
  )
}

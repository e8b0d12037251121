import type { MessageDescriptor } from '@lingui/core'
import { useLingui } from '@lingui/react'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import type { Schema } from '~/api/client'
import { operationLabel, operationStatusStyles } from '../status/operation'
import { RelativeTime } from './RelativeTime'
import { StatusBadge } from './StatusBadge'

interface Props {
  operation: Pick<Schema<'OperationRead'>, 'kind' | 'state' | 'error' | 'created_at'>
  /** Where it is told step by step. */
  to?: string
  /** Why it failed, in words for whoever reads this list. */
  reason: (code: string) => MessageDescriptor
  /** What may be done about it. */
  act: ReactNode
}

/** One line in the history of a service. */
export function OperationRow({ operation, to, reason, act }: Props) {
  const { i18n } = useLingui()
  const name = i18n._(operationLabel(operation.kind))
  return (
    <li>
      <StatusBadge status={operationStatusStyles[operation.state]} />
      <span>
        {to ? (
          <Link className="medium" to={to}>
            {name}
          </Link>
        ) : (
          <span className="medium">{name}</span>
        )}
        {operation.error && (
          <span className="cell__sub">{i18n._(reason(operation.error.code))}</span>
        )}
      </span>
      <span className="row">
        <span className="muted tiny">
          <RelativeTime at={operation.created_at} />
        </span>
        {act}
      </span>
    </li>
  )
}

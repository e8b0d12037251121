import { useLingui } from '@lingui/react/macro'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ErrorState } from '~/design/patterns/ErrorState'
import { CardSkeleton } from '~/design/patterns/Skeleton'

interface Props<Data> {
  query: UseQueryResult<Data>
  lines?: number
  children: (data: Data) => ReactNode
}

/** A part of a page with data of its own: its shape, then the data, or why there is none. */
export function Loaded<Data>({ query, lines = 3, children }: Props<Data>) {
  const { t } = useLingui()
  if (query.data !== undefined) return children(query.data)
  if (query.isError) {
    return (
      <div className="card">
        <ErrorState query={query} />
      </div>
    )
  }
  return (
    <div role="status" aria-label={t`Loading`}>
      <CardSkeleton lines={lines} />
    </div>
  )
}

import { useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { ErrorState, type Failed } from './ErrorState'

/** The part of a query that decides what is shown; every react-query result fits. */
export interface Loading<Data> extends Failed {
  data: Data | undefined
  isError: boolean
}

interface Props<Data> {
  query: Loading<Data>
  /** The shape of the content while it loads for the first time. */
  skeleton: ReactNode
  children: (data: Data) => ReactNode
}

/**
 * What waits for data: its shape, then the data, or why there is none. Data that was loaded once
 * stays on the screen, whatever happens to the next request.
 */
export function Loaded<Data>({ query, skeleton, children }: Props<Data>) {
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
      {skeleton}
    </div>
  )
}

import { useLingui } from '@lingui/react'
import { Trans } from '@lingui/react/macro'
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react'
import { describeError } from '~/api/describe'
import { ApiError } from '~/api/errors'
import { Button } from '../primitives/Button'

/** The part of a query that failed which this needs; every react-query result fits. */
export interface Failed {
  error: unknown
  isFetching: boolean
  refetch: () => unknown
}

/** What went wrong in words, a way to try again, and the number support will ask for. */
export function ErrorState({ query }: { query: Failed }) {
  const { i18n } = useLingui()
  const { error } = query
  const requestId = error instanceof ApiError ? error.requestId : null
  const missing = error instanceof ApiError && error.status === 404
  return (
    <div className="state state--error" role="alert">
      <span className="state__icon">
        <IconAlertTriangle className="i i--lg" aria-hidden />
      </span>
      <h2 className="state__title">
        {missing ? <Trans>Nothing here</Trans> : <Trans>Could not load this</Trans>}
      </h2>
      <p>{i18n._(describeError(error))}</p>
      {!missing && (
        <div className="row">
          <Button
            variant="primary"
            icon={IconRefresh}
            busy={query.isFetching}
            onClick={() => void query.refetch()}
          >
            <Trans>Try again</Trans>
          </Button>
        </div>
      )}
      {requestId && <p className="tiny muted mono">{requestId}</p>}
    </div>
  )
}

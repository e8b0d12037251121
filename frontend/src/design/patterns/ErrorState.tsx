import { useLingui } from '@lingui/react'
import { Trans } from '@lingui/react/macro'
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react'
import { describeError } from '~/api/describe'
import { ApiError } from '~/api/errors'
import { Button } from '../primitives/Button'

interface Props {
  error: unknown
  onRetry?: () => void
  retrying?: boolean
}

/** What went wrong in words, a way to try again, and the number support will ask for. */
export function ErrorState({ error, onRetry, retrying = false }: Props) {
  const { i18n } = useLingui()
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
      {onRetry && !missing && (
        <div className="row">
          <Button variant="primary" icon={IconRefresh} busy={retrying} onClick={onRetry}>
            <Trans>Try again</Trans>
          </Button>
        </div>
      )}
      {requestId && <p className="tiny muted mono">{requestId}</p>}
    </div>
  )
}

import { useLingui } from '@lingui/react'
import { Plural, Trans } from '@lingui/react/macro'
import { IconAlertTriangle, IconHourglass, IconRefresh } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
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
  const error = query.error instanceof ApiError ? query.error : null
  if (error?.status === 429) return <RateLimited query={query} />
  const missing = error?.status === 404
  return (
    <div className="state state--error" role="alert">
      <span className="state__icon">
        <IconAlertTriangle className="i i--lg" aria-hidden />
      </span>
      <h2 className="state__title">
        {missing ? <Trans>Nothing here</Trans> : <Trans>Could not load this</Trans>}
      </h2>
      <p>{i18n._(describeError(query.error))}</p>
      {!missing && <Again query={query} />}
      {error?.supportId && <p className="tiny muted mono">{error.supportId}</p>}
    </div>
  )
}

/** Nothing is wrong, and nothing is to be done: many people may share one address. */
function RateLimited({ query }: { query: Failed }) {
  return (
    <div className="state" role="status">
      <span className="state__icon">
        <IconHourglass className="i i--lg" aria-hidden />
      </span>
      <h2 className="state__title">
        <Trans>One moment, please</Trans>
      </h2>
      <p>
        <Trans>
          Very many requests came at once, from you or from others in your network. Nothing is lost:
          just wait a little.
        </Trans>
      </p>
      <Again query={query} />
    </div>
  )
}

/** Where the server said when, the page asks again by itself then and not before. */
function Again({ query }: { query: Failed }) {
  const left = useWait(query)
  if (left === null) {
    return (
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
    )
  }
  const minutes = Math.ceil(left / 60)
  return (
    <p className="small muted" role="timer">
      {left < 90 ? (
        <Plural
          value={left}
          one="The page tries again by itself in # second"
          other="The page tries again by itself in # seconds"
        />
      ) : (
        <Plural
          value={minutes}
          one="The page tries again by itself in # minute"
          other="The page tries again by itself in # minutes"
        />
      )}
    </p>
  )
}

/** The seconds until the server wants to be asked again; null where it said nothing of that. */
function useWait({ error, refetch }: Failed): number | null {
  const at = error instanceof ApiError ? error.retryAt : null
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    if (at === null) return
    const timer = setInterval(() => {
      setNow(Date.now())
      if (Date.now() < at) return
      clearInterval(timer)
      void refetch()
    }, 1000)
    return () => clearInterval(timer)
  }, [at, refetch])
  return at === null ? null : Math.max(0, Math.ceil((at - now) / 1000))
}

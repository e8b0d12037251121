import { useLingui } from '@lingui/react/macro'
import { receivesEvents, useMe } from '~/auth/me'
import { useStreamState } from '~/realtime/RealtimeProvider'

/** Green: changes arrive by themselves. Amber: they will again in a moment. */
export function LiveDot() {
  const { t } = useLingui()
  const state = useStreamState()
  const me = useMe()
  if (!receivesEvents(me)) return null
  const words = {
    live: t`Live: changes appear by themselves`,
    connecting: t`Connecting to live updates`,
    waiting: t`Live updates are interrupted, trying again`,
    offline: t`No network`,
  }
  return (
    <span className="live-dot" role="status" data-state={state} title={words[state]}>
      <i aria-hidden="true" />
      <span className="sr-only">{words[state]}</span>
    </span>
  )
}

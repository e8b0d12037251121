import { useLingui } from '@lingui/react'
import { Trans } from '@lingui/react/macro'
import { IconAlertTriangle, IconLinkOff, IconUsersGroup } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { ApiError } from '~/api/errors'
import { forgetToken, takeToken } from '~/auth/invitationToken'
import { session } from '~/auth/session'
import { OutcomeCard } from '~/design/patterns/OutcomeCard'
import { Button, buttonClass } from '~/design/primitives/Button'
import { Spinner } from '~/design/primitives/Spinner'
import { roleNames } from '~/design/status/member'
import { useLocale } from '~/i18n/useLocale'
import { dateTime } from '~/lib/format'
import { localized } from '~/lib/locale'
import { towards } from '~/lib/paths'
import { acceptInvitation, type Preview, readInvitation } from '../api'
import { describeInvitation } from '../labels'

type State =
  | { phase: 'checking' }
  | { phase: 'refused'; error: unknown }
  | { phase: 'offered'; token: string; offer: Preview; signedIn: boolean }

async function look(): Promise<State> {
  const token = takeToken()
  try {
    if (!token) throw new ApiError(404, { code: 'invitation_invalid' })
    const [offer, signedIn] = await Promise.all([readInvitation(token), session.current()])
    return { phase: 'offered', token, offer, signedIn: signedIn !== null }
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) forgetToken()
    return { phase: 'refused', error }
  }
}

/** Who invites, to what; then joining, or signing in first. */
export function Offer() {
  const [state, setState] = useState<State>({ phase: 'checking' })
  useEffect(() => {
    void look().then(setState)
  }, [])
  if (state.phase === 'offered') return <Offered {...state} />
  if (state.phase === 'checking') {
    return (
      <div className="card auth__card state" role="status">
        <Spinner />
        <p>
          <Trans>Checking the invitation…</Trans>
        </p>
      </div>
    )
  }
  return <Refusal error={state.error} />
}

/** A server that is busy or away says nothing about the invitation. */
function Refusal({ error }: { error: unknown }) {
  const { i18n } = useLingui()
  const locale = useLocale()
  const missing = error instanceof ApiError && error.status === 404
  return (
    <OutcomeCard
      icon={missing ? IconLinkOff : IconAlertTriangle}
      tone="bad"
      title={
        missing ? (
          <Trans>There is nothing to accept</Trans>
        ) : (
          <Trans>The invitation cannot be shown right now</Trans>
        )
      }
      to={missing ? '/panel' : localized('/invitation', locale)}
      next={missing ? <Trans>Go to the panel</Trans> : <Trans>Try again</Trans>}
    >
      {i18n._(describeInvitation(error))}
    </OutcomeCard>
  )
}

interface Props {
  token: string
  offer: Preview
  signedIn: boolean
}

function Offered({ token, offer, signedIn }: Props) {
  const { i18n } = useLingui()
  const locale = useLocale()
  const role = i18n._(roleNames[offer.role])
  return (
    <div className="card auth__card state">
      <span className="state__icon">
        <IconUsersGroup className="i i--lg" aria-hidden />
      </span>
      <h1 className="state__title">
        <Trans>Join {offer.account_name}</Trans>
      </h1>
      <p>
        <Trans>
          {offer.inviter} invites you to the team. Your role: {role}.
        </Trans>
      </p>
      <p className="small second">
        <Trans>
          Sent to {offer.email_hint}, works until {dateTime(offer.valid_until, locale, 'date')}
        </Trans>
      </p>
      {signedIn ? <Accept token={token} /> : <SignInFirst />}
    </div>
  )
}

function Accept({ token }: { token: string }) {
  const { i18n } = useLingui()
  const locale = useLocale()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const here = localized('/invitation', locale)
  const accept = async () => {
    setBusy(true)
    try {
      await acceptInvitation(token)
      forgetToken()
      location.assign('/panel')
    } catch (refusal) {
      setError(refusal)
      setBusy(false)
    }
  }
  const change = async () => {
    await session.signOut()
    location.assign(towards(localized('/sign-in', locale), here))
  }
  return (
    <>
      {error !== null && (
        <p className="notice notice--critical" role="alert">
          {i18n._(describeInvitation(error))}
        </p>
      )}
      <Button variant="primary" size="lg" block busy={busy} onClick={() => void accept()}>
        <Trans>Join the team</Trans>
      </Button>
      <Button variant="ghost" block onClick={() => void change()}>
        <Trans>Sign in as someone else</Trans>
      </Button>
    </>
  )
}

/** Both ways lead back here. */
function SignInFirst() {
  const locale = useLocale()
  const here = localized('/invitation', locale)
  return (
    <>
      <a
        className={buttonClass('primary', 'lg', true)}
        href={towards(localized('/sign-in', locale), here)}
      >
        <Trans>Sign in to join</Trans>
      </a>
      <a
        className={buttonClass('secondary', 'lg', true)}
        href={towards(localized('/register', locale), here)}
      >
        <Trans>I have no account yet</Trans>
      </a>
    </>
  )
}

import { useLingui } from '@lingui/react'
import { Trans } from '@lingui/react/macro'
import { IconCircleCheck, IconLinkOff } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { ApiError } from '~/api/errors'
import { OutcomeCard } from '~/design/patterns/OutcomeCard'
import { Spinner } from '~/design/primitives/Spinner'
import { useLocale } from '~/i18n/useLocale'
import { localized } from '~/lib/locale'
import { confirmEmail } from '../api'
import { describeConfirm } from '../labels'
import { takeToken } from './token'

type State = { phase: 'checking' } | { phase: 'done' } | { phase: 'refused'; error: unknown }

/** The link that was mailed to a new address: opening it is the whole proof. */
export function ConfirmEmail() {
  const { i18n } = useLingui()
  const locale = useLocale()
  const [state, setState] = useState<State>({ phase: 'checking' })
  useEffect(() => {
    const token = takeToken()
    const refuse = (error: unknown) => setState({ phase: 'refused', error })
    if (token === null) refuse(new ApiError(422, { code: 'verification_invalid' }))
    else void confirmEmail(token).then(() => setState({ phase: 'done' }), refuse)
  }, [])
  if (state.phase === 'checking') {
    return (
      <div className="card auth__card state" role="status">
        <Spinner />
        <p>
          <Trans>Checking the link…</Trans>
        </p>
      </div>
    )
  }
  if (state.phase === 'done') {
    return (
      <OutcomeCard
        icon={IconCircleCheck}
        title={<Trans>The address is changed</Trans>}
        to="/panel/profile"
        next={<Trans>Go to the panel</Trans>}
      >
        <Trans>Sign in with it from now on. Emails go there as well.</Trans>
      </OutcomeCard>
    )
  }
  return (
    <OutcomeCard
      icon={IconLinkOff}
      tone="bad"
      title={<Trans>The address was not changed</Trans>}
      to={localized('/sign-in', locale)}
      next={<Trans>Sign in</Trans>}
    >
      {i18n._(describeConfirm(state.error))}
    </OutcomeCard>
  )
}

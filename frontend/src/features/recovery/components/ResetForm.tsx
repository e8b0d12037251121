import { Trans, useLingui } from '@lingui/react/macro'
import { IconCircleCheck, IconLinkOff } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { Form } from '~/design/patterns/Form'
import { SubmitButton, TextField } from '~/design/patterns/fields'
import { OutcomeCard } from '~/design/patterns/OutcomeCard'
import { useLocale } from '~/i18n/useLocale'
import { localized } from '~/lib/locale'
import { resetPassword } from '../api'
import { resetSchema } from '../forms'
import { isSpent } from '../labels'
import { takeToken } from './token'

type State = 'asking' | 'done' | 'spent'

/** Where the letter's link leads. */
export function ResetForm() {
  const { t } = useLingui()
  const locale = useLocale()
  const [state, setState] = useState<State>('asking')
  const [token, setToken] = useState('')
  useEffect(() => {
    const given = takeToken()
    if (given === null) setState('spent')
    else setToken(given)
  }, [])
  if (state === 'spent') return <Spent />
  if (state === 'done') {
    return (
      <OutcomeCard
        icon={IconCircleCheck}
        title={<Trans>The password is changed</Trans>}
        to={localized('/sign-in', locale)}
        next={<Trans>Sign in</Trans>}
      >
        <Trans>Every device was signed out. A second factor, if you have one, stays on.</Trans>
      </OutcomeCard>
    )
  }
  return (
    <>
      <div className="auth__head">
        <h1>
          <Trans>Choose a new password</Trans>
        </h1>
        <p className="second">
          <Trans>You will be signed out everywhere, and sign in with it.</Trans>
        </p>
      </div>
      <Form
        name="reset"
        className="card auth__card"
        schema={resetSchema}
        defaults={{ password: '' }}
        onSubmit={async ({ password }) => {
          try {
            await resetPassword(token, password)
          } catch (error) {
            if (!isSpent(error)) throw error
            setState('spent')
            return
          }
          setState('done')
        }}
      >
        {() => (
          <>
            <TextField
              large
              form="reset"
              name="password"
              type="password"
              autoComplete="new-password"
              label={t`New password`}
              help={t`At least 10 characters. A few words in a row are the easiest to remember.`}
            />
            <SubmitButton size="lg" block>
              <Trans>Change the password</Trans>
            </SubmitButton>
          </>
        )}
      </Form>
    </>
  )
}

function Spent() {
  const locale = useLocale()
  return (
    <OutcomeCard
      icon={IconLinkOff}
      tone="bad"
      title={<Trans>This link no longer works</Trans>}
      to={localized('/forgot-password', locale)}
      next={<Trans>Send a new link</Trans>}
    >
      <Trans>It works once, within ten minutes, and only the newest one does.</Trans>
    </OutcomeCard>
  )
}

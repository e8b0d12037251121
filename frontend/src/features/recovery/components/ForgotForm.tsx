import { Trans, useLingui } from '@lingui/react/macro'
import { IconMailCheck } from '@tabler/icons-react'
import { useState } from 'react'
import { Form } from '~/design/patterns/Form'
import { SubmitButton, TextField } from '~/design/patterns/fields'
import { OutcomeCard } from '~/design/patterns/OutcomeCard'
import { useLocale } from '~/i18n/useLocale'
import { localized } from '~/lib/locale'
import { askForReset } from '../api'
import { forgotSchema } from '../forms'

export function ForgotForm() {
  const { t } = useLingui()
  const locale = useLocale()
  const signIn = localized('/sign-in', locale)
  const [sentTo, setSentTo] = useState<string | null>(null)
  if (sentTo !== null) {
    return (
      <OutcomeCard
        icon={IconMailCheck}
        title={<Trans>Check your email</Trans>}
        to={signIn}
        next={<Trans>Back to sign-in</Trans>}
      >
        <Trans>
          If <b>{sentTo}</b> has an account here, a link is on its way. It works once, within ten
          minutes. Nothing came? Look in the spam folder.
        </Trans>
      </OutcomeCard>
    )
  }
  return (
    <>
      <div className="auth__head">
        <h1>
          <Trans>Forgotten your password?</Trans>
        </h1>
        <p className="second">
          <Trans>We will send you a link to choose a new one.</Trans>
        </p>
      </div>
      <Form
        name="forgot"
        className="card auth__card"
        schema={forgotSchema}
        defaults={{ email: '' }}
        onSubmit={async ({ email }) => {
          await askForReset(email)
          setSentTo(email)
        }}
      >
        {() => (
          <>
            <TextField
              large
              form="forgot"
              name="email"
              type="email"
              autoComplete="username"
              label={t`Email`}
            />
            <SubmitButton size="lg" block>
              <Trans>Send the link</Trans>
            </SubmitButton>
          </>
        )}
      </Form>
      <p className="small second auth__foot">
        <a href={signIn}>
          <Trans>Back to sign-in</Trans>
        </a>
      </p>
    </>
  )
}

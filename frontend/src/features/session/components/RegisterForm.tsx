import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { Form } from '~/design/patterns/Form'
import { SubmitButton, TextField } from '~/design/patterns/fields'
import { useLocale } from '~/i18n/useLocale'
import { localized } from '~/lib/locale'
import { towards } from '~/lib/paths'
import { register } from '../api'
import { registerSchema } from '../forms'
import { EnterCode } from './EnterCode'
import { storeRedirect, useNext } from './next'

export function RegisterForm() {
  const { t } = useLingui()
  const locale = useLocale()
  const next = useNext()
  const [sentTo, setSentTo] = useState<string | null>(null)
  if (sentTo) return <EnterCode email={sentTo} onBack={() => setSentTo(null)} />
  return (
    <>
      <div className="auth__head">
        <h1>
          <Trans>Create an account</Trans>
        </h1>
        <p className="second">
          <Trans>
            Already with us? <a href={towards(localized('/sign-in', locale), next)}>Sign in</a>
          </Trans>
        </p>
      </div>
      <Form
        name="register"
        className="card auth__card"
        schema={registerSchema}
        defaults={{ name: '', email: '', password: '' }}
        onSubmit={async (values) => {
          await register({ ...values, locale })
          storeRedirect(next)
          setSentTo(values.email)
        }}
      >
        {() => (
          <>
            <TextField
              large
              form="register"
              name="name"
              autoComplete="name"
              label={t`What shall we call you?`}
            />
            <TextField
              large
              form="register"
              name="email"
              type="email"
              autoComplete="email"
              label={t`Email`}
              help={t`We will send one message to confirm it`}
            />
            <TextField
              large
              form="register"
              name="password"
              type="password"
              autoComplete="new-password"
              label={t`Password`}
              help={t`At least 10 characters. A few words in a row are the easiest to remember.`}
            />
            <SubmitButton size="lg" block>
              <Trans>Create an account</Trans>
            </SubmitButton>
          </>
        )}
      </Form>
    </>
  )
}

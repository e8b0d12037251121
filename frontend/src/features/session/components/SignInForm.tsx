import { Trans, useLingui } from '@lingui/react/macro'
import { session } from '~/auth/session'
import { Form } from '~/design/patterns/Form'
import { SubmitButton, TextField } from '~/design/patterns/fields'
import { useLocale } from '~/i18n/useLocale'
import { localized } from '~/lib/locale'
import { towards } from '~/lib/paths'
import { remember } from '~/lib/remembered'
import { signInSchema } from '../forms'
import { describeSignIn } from '../labels'
import { keepNext, useNext } from './next'

export function SignInForm() {
  const { t } = useLingui()
  const locale = useLocale()
  const next = useNext()
  const signIn = async (values: { email: string; password: string }) => {
    await session.signIn(values.email, values.password)
    remember('locale', locale)
    keepNext(null)
    location.assign(next ?? '/panel')
  }
  return (
    <>
      <div className="auth__head">
        <h1>
          <Trans>Sign in to Hostwright</Trans>
        </h1>
        <p className="second">
          <Trans>
            New here? <a href={towards(localized('/register', locale), next)}>Create an account</a>
          </Trans>
        </p>
      </div>
      <Form
        name="sign-in"
        className="card auth__card"
        schema={signInSchema}
        defaults={{ email: '', password: '' }}
        describe={describeSignIn}
        onSubmit={signIn}
      >
        {() => (
          <>
            <TextField
              large
              form="sign-in"
              name="email"
              type="email"
              autoComplete="username"
              label={t`Email`}
            />
            <TextField
              large
              form="sign-in"
              name="password"
              type="password"
              autoComplete="current-password"
              label={t`Password`}
            />
            <SubmitButton size="lg" block>
              <Trans>Sign in</Trans>
            </SubmitButton>
          </>
        )}
      </Form>
    </>
  )
}

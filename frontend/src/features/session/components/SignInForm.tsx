import { Trans, useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useState } from 'react'
import { ApiError } from '~/api/errors'
import { withCatalogs } from '~/auth/factors'
import { session } from '~/auth/session'
import type { PendingSecondFactor } from '~/auth/signIn'
import { Form } from '~/design/patterns/Form'
import { SubmitButton, TextField } from '~/design/patterns/fields'
import { useLocale } from '~/i18n/useLocale'
import { useBrand } from '~/lib/brand'
import { localized } from '~/lib/locale'
import { start, towards } from '~/lib/paths'
import { storeRedirect } from '~/lib/redirect'
import { remember } from '~/lib/remembered'
import { signInSchema } from '../forms'
import { describeSignIn } from '../labels'
import { usePendingRedirect } from './next'
import { PasskeyButton, usePasskeysInField } from './PasskeyButton'

const SecondStep = lazy(() => withCatalogs(() => import('~/auth/SecondStep')))

export function SignInForm() {
  const { name: brand } = useBrand()
  const locale = useLocale()
  const next = usePendingRedirect()
  const [half, setHalf] = useState<PendingSecondFactor | null>(null)
  const [late, setLate] = useState(false)
  const enter = () => {
    remember('locale', locale)
    storeRedirect(null)
    location.assign(next && next !== '/panel' ? next : start)
  }
  if (half) {
    const restart = (tooLate: boolean) => {
      setLate(tooLate)
      setHalf(null)
    }
    return (
      <Suspense>
        <SecondStep half={half} onDone={enter} onBack={restart} />
      </Suspense>
    )
  }
  return (
    <>
      <div className="auth__head">
        <h1>
          <Trans>Sign in to {brand}</Trans>
        </h1>
        <p className="second">
          <Trans>
            New here? <a href={towards(localized('/register', locale), next)}>Create an account</a>
          </Trans>
        </p>
      </div>
      <FirstStep
        late={late}
        onForgotten={() => storeRedirect(next)}
        onSecondFactorNeeded={setHalf}
        onDone={enter}
      />
    </>
  )
}

interface Props {
  /** The second step took too long and begins again. */
  late: boolean
  /** The way back from the mail of a new password is as long as that of a registration. */
  onForgotten: () => void
  onSecondFactorNeeded: (half: PendingSecondFactor) => void
  onDone: () => void
}

function FirstStep({ late, onForgotten, onSecondFactorNeeded, onDone }: Props) {
  const { t } = useLingui()
  const locale = useLocale()
  const stopOffering = usePasskeysInField('sign-in-email', onDone)
  const signIn = async (values: { email: string; password: string }) => {
    stopOffering()
    try {
      await session.signIn(values.email, values.password)
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'mfa_required') throw error
      // Few people have a second factor: its code loads for them alone.
      const half = (await import('~/auth/signIn')).pendingSecondFactor(error)
      if (half) onSecondFactorNeeded(half)
      return
    }
    onDone()
  }
  return (
    <div className="card auth__card">
      <Form
        name="sign-in"
        schema={signInSchema}
        defaults={{ email: '', password: '' }}
        describe={describeSignIn}
        onSubmit={signIn}
      >
        {() => (
          <>
            {late && (
              <p className="small second" role="status">
                <Trans>That took too long. Enter the password again.</Trans>
              </p>
            )}
            <TextField
              large
              form="sign-in"
              name="email"
              type="email"
              autoComplete="username webauthn"
              label={t`Email`}
            />
            <TextField
              large
              form="sign-in"
              name="password"
              type="password"
              autoComplete="current-password"
              label={t`Password`}
              aside={
                <a
                  className="small"
                  href={localized('/forgot-password', locale)}
                  onClick={onForgotten}
                >
                  <Trans>Forgotten?</Trans>
                </a>
              }
            />
            <SubmitButton size="lg" block>
              <Trans>Sign in</Trans>
            </SubmitButton>
          </>
        )}
      </Form>
      <p className="or">
        <Trans>or</Trans>
      </p>
      <PasskeyButton onPress={stopOffering} onDone={onDone} />
    </div>
  )
}

import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import * as v from 'valibot'
import { describeError } from '~/api/describe'
import { ApiError } from '~/api/errors'
import { Form } from '~/design/patterns/Form'
import { SubmitButton, TextField } from '~/design/patterns/fields'
import { Button, buttonClass } from '~/design/primitives/Button'
import Dialog from '~/design/primitives/Dialog'
import { useLocale } from '~/i18n/useLocale'
import { localized } from '~/lib/locale'
import { askForPasskey } from './api'
import FactorForm from './FactorForm'
import { type PasskeyTask, passkeysWork } from './passkeys'
import { session } from './session'
import {
  finishSignIn,
  type PendingSecondFactor,
  pendingSecondFactor,
  signInByPasskey,
} from './signIn'

const schema = v.object({ password: v.pipe(v.string(), v.nonEmpty('required')) })

/** Over the page as it stands: once signed in, it goes on, and nothing typed is lost. */
export default function SignInAgain({ email }: { email: string }) {
  const { t } = useLingui()
  const locale = useLocale()
  const [half, setHalf] = useState<PendingSecondFactor | null>(null)
  const [late, setLate] = useState(false)
  return (
    <Dialog
      modal
      title={t`The session has ended`}
      onClose={() => undefined}
      foot={
        <a className={buttonClass('ghost')} href={localized('/sign-in', locale)}>
          <Trans>Leave the panel</Trans>
        </a>
      }
    >
      <p className="small second">
        <Trans>
          Sign in again: you will stay on this page, and nothing you have typed is lost.
        </Trans>
      </p>
      {half ? (
        <FactorForm
          name="again-second"
          factors={half.factors}
          task={async () => (await askForPasskey(half.token)) as PasskeyTask}
          onShow={async (shown) => {
            await finishSignIn(half, shown).catch((error) => {
              if (error instanceof ApiError && error.code === 'mfa_expired') {
                setHalf(null)
                setLate(true)
              }
              throw error
            })
          }}
        />
      ) : (
        <PasswordStep late={late} email={email} onSecondFactorNeeded={setHalf} />
      )}
    </Dialog>
  )
}

interface StepProps {
  /** The second step took too long: it begins again here. */
  late: boolean
  email: string
  onSecondFactorNeeded: (half: PendingSecondFactor) => void
}

function PasswordStep({ late, email, onSecondFactorNeeded }: StepProps) {
  const { t } = useLingui()
  const signIn = async ({ password }: { password: string }) => {
    try {
      await session.signIn(email, password)
    } catch (error) {
      const half = pendingSecondFactor(error)
      if (!half) throw error
      onSecondFactorNeeded(half)
    }
  }
  return (
    <Form
      name="again"
      schema={schema}
      defaults={{ password: '' }}
      describe={describeError}
      onSubmit={signIn}
    >
      {() => (
        <>
          <p className="medium break">{email}</p>
          {late && (
            <p className="small second" role="status">
              <Trans>That took too long or too many tries. Enter the password again.</Trans>
            </p>
          )}
          <TextField
            large
            focused
            form="again"
            name="password"
            type="password"
            autoComplete="current-password"
            label={t`Password`}
          />
          <SubmitButton size="lg" block>
            <Trans>Sign in</Trans>
          </SubmitButton>
          {passkeysWork() && <PasskeyButton />}
        </>
      )}
    </Form>
  )
}

function PasskeyButton() {
  const [busy, setBusy] = useState(false)
  const signIn = () => {
    setBusy(true)
    void signInByPasskey()
      .catch(() => false)
      .finally(() => setBusy(false))
  }
  return (
    <Button variant="secondary" size="lg" block busy={busy} onClick={signIn}>
      <Trans>Sign in with a passkey</Trans>
    </Button>
  )
}

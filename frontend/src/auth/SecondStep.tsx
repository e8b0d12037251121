import { Trans } from '@lingui/react/macro'
import { ApiError } from '~/api/errors'
import { Button } from '~/design/primitives/Button'
import { askForPasskey } from './api'
import FactorForm from './FactorForm'
import type { PasskeyTask } from './passkeys'
import { finishSignIn, type PendingSecondFactor } from './signIn'

interface Props {
  half: PendingSecondFactor
  onDone: () => void
  /** True when the server has forgotten the first step. */
  onBack: (tooLate: boolean) => void
}

/** The second step of the sign-in page. */
export default function SecondStep({ half, onDone, onBack }: Props) {
  return (
    <>
      <div className="auth__head" role="status">
        <h1>
          <Trans>One more step</Trans>
        </h1>
        <p className="second">
          <Trans>The password is right. Now confirm that it is you.</Trans>
        </p>
      </div>
      <FactorForm
        name="second"
        className="card auth__card"
        factors={half.factors}
        task={async () => (await askForPasskey(half.token)) as PasskeyTask}
        onShow={async (shown) => {
          try {
            await finishSignIn(half, shown)
          } catch (error) {
            if (error instanceof ApiError && error.code === 'mfa_expired') onBack(true)
            throw error
          }
          onDone()
        }}
      />
      <p className="auth__foot">
        <Button variant="ghost" size="sm" onClick={() => onBack(false)}>
          <Trans>Back to the password</Trans>
        </Button>
      </p>
    </>
  )
}

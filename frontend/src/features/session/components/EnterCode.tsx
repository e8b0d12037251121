import { Trans, useLingui } from '@lingui/react/macro'
import { IconMailCheck } from '@tabler/icons-react'
import { useState } from 'react'
import { Form } from '~/design/patterns/Form'
import { SubmitButton, TextField } from '~/design/patterns/fields'
import { Button } from '~/design/primitives/Button'
import { requestVerificationEmail, verifyCode } from '../api'
import { codeSchema } from '../forms'
import { describeVerify } from '../labels'
import { Verified } from './Verified'

/** The letter holds a link and a code: the link for this device, the code for another one. */
export function EnterCode({ email, onBack }: { email: string; onBack: () => void }) {
  const { t } = useLingui()
  const [verified, setVerified] = useState(false)
  const [resent, setResent] = useState(false)
  if (verified) return <Verified />
  return (
    <>
      <div className="auth__head" role="status">
        <span className="state__icon">
          <IconMailCheck className="i i--lg" aria-hidden />
        </span>
        <h1>
          <Trans>Check your email</Trans>
        </h1>
        <p className="second">
          <Trans>
            We have sent a message to <b>{email}</b>. Follow its link or enter the code here.
          </Trans>
        </p>
      </div>
      <Form
        name="code"
        className="card auth__card"
        schema={codeSchema}
        defaults={{ code: '' }}
        describe={describeVerify}
        places={{ verification_invalid: 'code' }}
        onSubmit={async ({ code }) => {
          await verifyCode(email, code)
          setVerified(true)
        }}
      >
        {() => (
          <>
            <TextField
              large
              mono
              form="code"
              name="code"
              inputMode="numeric"
              autoComplete="one-time-code"
              label={t`Code from the message`}
            />
            <SubmitButton size="lg" block>
              <Trans>Confirm</Trans>
            </SubmitButton>
          </>
        )}
      </Form>
      <p className="small second auth__foot">
        {resent ? (
          <Trans>Sent again. Check the spam folder, just in case.</Trans>
        ) : (
          <ResendButton email={email} onSent={() => setResent(true)} />
        )}
        <Button variant="ghost" size="sm" onClick={onBack}>
          <Trans>Another address</Trans>
        </Button>
      </p>
    </>
  )
}

function ResendButton({ email, onSent }: { email: string; onSent: () => void }) {
  const [busy, setBusy] = useState(false)
  const send = () => {
    setBusy(true)
    requestVerificationEmail(email)
      .then(onSent)
      .catch(() => undefined)
      .finally(() => setBusy(false))
  }
  return (
    <Button variant="ghost" size="sm" busy={busy} onClick={send}>
      <Trans>Send it again</Trans>
    </Button>
  )
}

import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { IconAlertCircle, IconFingerprint } from '@tabler/icons-react'
import { useState } from 'react'
import * as v from 'valibot'
import { describeError } from '~/api/describe'
import { ApiError } from '~/api/errors'
import { Form } from '~/design/patterns/Form'
import { SubmitButton, TextField } from '~/design/patterns/fields'
import { Button } from '~/design/primitives/Button'
import type { Factor, Shown } from './factors'
import { type PasskeyTask, passkeysWork, signWithPasskey } from './passkeys'

interface Props {
  /** Names the form, so that two of them never share an id. */
  name: string
  factors: Factor[]
  /** What a passkey is to sign, asked for when the person takes one. */
  task: () => Promise<PasskeyTask>
  /** Throws an ApiError when what was shown does not count. */
  onShow: (shown: Shown) => Promise<void>
  className?: string
}

const order: Factor[] = ['passkey', 'totp', 'password', 'recovery_code']
const codeSchema = v.object({ value: v.pipe(v.string(), v.trim(), v.nonEmpty('required')) })
const passwordSchema = v.object({ value: v.pipe(v.string(), v.nonEmpty('required')) })

/** Whether a passkey, a code or the password: one thing at a time, with the way to the others. */
export default function FactorForm({ factors, ...rest }: Props) {
  const offered = order.filter(
    (factor) => factors.includes(factor) && (factor !== 'passkey' || passkeysWork()),
  )
  const [chosen, setChosen] = useState(offered[0])
  if (!chosen) return <NoUsableFactor className={rest.className} />
  return (
    <div className={rest.className ?? 'stack'}>
      {chosen === 'passkey' ? (
        <PasskeyStep {...rest} />
      ) : (
        <CodeStep key={chosen} factor={chosen} {...rest} />
      )}
      <Others offered={offered.filter((factor) => factor !== chosen)} onChoose={setChosen} />
    </div>
  )
}

function NoUsableFactor({ className = 'stack' }: { className?: string | undefined }) {
  return (
    <p className={`${className} small second`}>
      <Trans>
        You have a passkey, but this browser cannot use passkeys. Use another browser or device.
      </Trans>
    </p>
  )
}

function Others({ offered, onChoose }: { offered: Factor[]; onChoose: (factor: Factor) => void }) {
  const { t } = useLingui()
  if (offered.length === 0) return null
  const names: Record<Factor, string> = {
    passkey: t`Use a passkey`,
    totp: t`Use a code of the app`,
    recovery_code: t`Use a recovery code`,
    password: t`Use the password`,
  }
  return (
    <div className="row row--wrap">
      {offered.map((factor) => (
        <Button key={factor} variant="ghost" size="sm" onClick={() => onChoose(factor)}>
          {names[factor]}
        </Button>
      ))}
    </div>
  )
}

type StepProps = Omit<Props, 'factors' | 'className'>

function CodeStep({ name, factor, onShow }: StepProps & { factor: Exclude<Factor, 'passkey'> }) {
  const { t } = useLingui()
  const secret = factor === 'password'
  const fields = {
    totp: {
      label: t`Code of the app`,
      help: t`Six digits of your authenticator app`,
      inputMode: 'numeric' as const,
      autoComplete: 'one-time-code',
    },
    recovery_code: {
      label: t`Recovery code`,
      help: t`One of those you kept when you turned the second factor on. Each works once.`,
      autoComplete: 'off',
    },
    password: { label: t`Password`, autoComplete: 'current-password' },
  }
  return (
    <Form
      name={name}
      schema={secret ? passwordSchema : codeSchema}
      defaults={{ value: '' }}
      describe={(error) => describeFactor(error, factor)}
      places={{ wrong_code: 'value', step_up_wrong: 'value' }}
      onSubmit={({ value }) => onShow({ factor, value })}
    >
      {() => (
        <>
          <TextField
            large
            mono={!secret}
            focused
            spellCheck={false}
            type={secret ? 'password' : 'text'}
            form={name}
            name="value"
            {...fields[factor]}
          />
          <SubmitButton size="lg" block>
            <Trans>Confirm</Trans>
          </SubmitButton>
        </>
      )}
    </Form>
  )
}

function PasskeyStep({ task, onShow }: StepProps) {
  const { i18n } = useLingui()
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<unknown>(null)
  const sign = async () => {
    setBusy(true)
    setFailure(null)
    try {
      const answer = await signWithPasskey(await task())
      if (answer) await onShow({ factor: 'passkey', ...answer })
    } catch (error) {
      setFailure(error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      {failure !== null && (
        <div className="notice notice--critical" role="alert">
          <IconAlertCircle className="i" aria-hidden />
          <b>{i18n._(describeFactor(failure, 'passkey'))}</b>
        </div>
      )}
      <p className="small second">
        <Trans>Your device will ask for a fingerprint, your face or its PIN.</Trans>
      </p>
      <Button
        variant="primary"
        size="lg"
        block
        busy={busy}
        icon={IconFingerprint}
        data-autofocus
        onClick={sign}
      >
        <Trans>Use a passkey</Trans>
      </Button>
    </>
  )
}

const wrong: Record<Factor, MessageDescriptor> = {
  totp: msg`This code is wrong. Wait for the next one and enter that`,
  recovery_code: msg`This recovery code is wrong or was used before`,
  password: msg`The password is wrong`,
  passkey: msg`This passkey could not be used. Try again or choose another way`,
}

/** The refusal of a proof says nothing more than that it was refused. */
function describeFactor(error: unknown, factor: Factor): MessageDescriptor {
  if (error instanceof ApiError) {
    const about = [400, 401, 403, 404, 422].includes(error.status)
    return about ? wrong[factor] : describeError(error)
  }
  return factor === 'passkey' ? wrong.passkey : describeError(error)
}

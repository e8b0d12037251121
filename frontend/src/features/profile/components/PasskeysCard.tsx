import { Trans, useLingui } from '@lingui/react/macro'
import { IconFingerprint } from '@tabler/icons-react'
import { useState } from 'react'
import { ActionButton } from '~/actions/ActionButton'
import { useSubmit } from '~/actions/useSubmit'
import { passkeysWork } from '~/auth/passkeys'
import { Form } from '~/design/patterns/Form'
import { SubmitButton, TextField } from '~/design/patterns/fields'
import { RelativeTime } from '~/design/patterns/RelativeTime'
import { Button } from '~/design/primitives/Button'
import { Card } from '~/design/primitives/Card'
import { addPasskey, removePasskey, renamePasskey } from '../actions'
import type { Passkey } from '../api'
import { passkeySchema } from '../forms'
import { describeProfile } from '../labels'

export function PasskeysCard({ passkeys }: { passkeys: Passkey[] }) {
  const { t } = useLingui()
  const [adding, setAdding] = useState(false)
  return (
    <Card
      flush
      title={t`Passkeys`}
      aside={
        !adding &&
        passkeysWork() && (
          <Button size="sm" icon={IconFingerprint} onClick={() => setAdding(true)}>
            <Trans>Add a passkey</Trans>
          </Button>
        )
      }
    >
      {passkeys.length > 0 && (
        <ul className="movements movements--wrap">
          {passkeys.map((passkey) => (
            <PasskeyRow key={passkey.id} passkey={passkey} />
          ))}
        </ul>
      )}
      {passkeys.length === 0 && !adding && (
        <p className="card__body small second">
          {passkeysWork() ? (
            <Trans>
              Sign in with a fingerprint, your face or a security key, without any password. Nothing
              can be phished or forgotten.
            </Trans>
          ) : (
            <Trans>This browser cannot use passkeys.</Trans>
          )}
        </p>
      )}
      {adding && (
        <div className="card__body">
          <AddForm onClose={() => setAdding(false)} />
        </div>
      )}
    </Card>
  )
}

function PasskeyRow({ passkey }: { passkey: Passkey }) {
  const [renaming, setRenaming] = useState(false)
  if (renaming) {
    return (
      <li>
        <RenameForm passkey={passkey} onClose={() => setRenaming(false)} />
      </li>
    )
  }
  return (
    <li>
      <span className="grow">
        <b className="medium break">{passkey.name}</b>
        <span className="cell__sub">
          {passkey.last_used_at ? (
            <Trans>
              Used <RelativeTime at={passkey.last_used_at} />
            </Trans>
          ) : (
            <Trans>
              Added <RelativeTime at={passkey.created_at} />, not used yet
            </Trans>
          )}
          {passkey.backed_up && (
            <>
              {' · '}
              <Trans>on all your devices</Trans>
            </>
          )}
        </span>
      </span>
      <span className="row">
        <Button size="sm" variant="ghost" onClick={() => setRenaming(true)}>
          <Trans>Rename</Trans>
        </Button>
        <ActionButton action={removePasskey} subject={passkey} size="sm" variant="danger-outline" />
      </span>
    </li>
  )
}

/** What this device is probably called; the person may know better. */
function deviceName(): string {
  const { userAgent } = navigator
  const system = /(Windows|Android|iPhone|iPad|Mac OS X|Linux)/.exec(userAgent)?.[1] ?? ''
  return system.replace('Mac OS X', 'Mac')
}

function AddForm({ onClose }: { onClose: () => void }) {
  const { t } = useLingui()
  const submit = useSubmit(addPasskey)
  return (
    <Form
      name="passkey"
      schema={passkeySchema}
      defaults={{ name: deviceName() }}
      describe={describeProfile}
      onSubmit={async ({ name }) => {
        await submit(name)
        onClose()
      }}
    >
      {() => (
        <>
          <TextField
            focused
            form="passkey"
            name="name"
            autoComplete="off"
            label={t`What to call it`}
            help={t`So that you know later which device it is on`}
          />
          <FormButtons submit={t`Add a passkey`} onClose={onClose} />
        </>
      )}
    </Form>
  )
}

function RenameForm({ passkey, onClose }: { passkey: Passkey; onClose: () => void }) {
  const { t } = useLingui()
  const submit = useSubmit(renamePasskey)
  const form = `passkey-${passkey.id}`
  return (
    <Form
      name={form}
      className="stack grow"
      schema={passkeySchema}
      defaults={{ name: passkey.name }}
      onSubmit={async ({ name }) => {
        await submit({ passkey, name })
        onClose()
      }}
    >
      {() => (
        <>
          <TextField
            focused
            form={form}
            name="name"
            autoComplete="off"
            label={t`What to call it`}
          />
          <FormButtons submit={t`Save`} onClose={onClose} />
        </>
      )}
    </Form>
  )
}

function FormButtons({ submit, onClose }: { submit: string; onClose: () => void }) {
  return (
    <div className="row row--wrap">
      <SubmitButton>{submit}</SubmitButton>
      <Button variant="ghost" onClick={onClose}>
        <Trans>Cancel</Trans>
      </Button>
    </div>
  )
}

import { Trans, useLingui } from '@lingui/react/macro'
import { type FormEvent, useId, useState } from 'react'
import { Button } from '~/design/primitives/Button'
import { Code } from './blocks'
import type { Tryable } from './OperationEntry'
import { type Answered, send } from './trying'

const tokenKey = 'docs-token'

/** Sends the operation with the reader's own token, and shows what came back. */
export function TryIt({ operation }: { operation: Tryable }) {
  const [open, setOpen] = useState(false)
  const { t } = useLingui()
  if (!open) {
    return (
      <Button size="sm" onClick={() => setOpen(true)} aria-label={t`Try it: ${operation.summary}`}>
        <Trans>Try it</Trans>
      </Button>
    )
  }
  return <TryForm operation={operation} />
}

function TryForm({ operation }: { operation: Tryable }) {
  const { t } = useLingui()
  const [answer, setAnswer] = useState<Answered | null>(null)
  const [busy, setBusy] = useState(false)

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const token = String(form.get('token') ?? '')
    if (token) sessionStorage.setItem(tokenKey, token)
    setBusy(true)
    setAnswer(await send(operation, form))
    setBusy(false)
  }

  return (
    <form className="docs__form" onSubmit={submit} aria-label={operation.summary}>
      {operation.signedIn && (
        <Entry
          name="token"
          label={t`Your token`}
          type="password"
          required
          value={sessionStorage.getItem(tokenKey) ?? ''}
        />
      )}
      {operation.parameters.map((one) => (
        <Entry
          key={one.in + one.name}
          name={`${one.in}.${one.name}`}
          label={one.name}
          required={one.required}
          value={one.name === 'Idempotency-Key' ? crypto.randomUUID() : ''}
        />
      ))}
      {operation.kind && <BodyEntry kind={operation.kind} sample={operation.sample} />}
      <Button type="submit" variant="primary" busy={busy}>
        <Trans>Send</Trans>
      </Button>
      <div aria-live="polite">
        {answer && (
          <>
            <p className="docs__status">{answer.status}</p>
            <Code text={answer.text} />
          </>
        )}
      </div>
    </form>
  )
}

interface EntryProps {
  name: string
  label: string
  value: string
  required: boolean
  type?: string
}

function Entry({ name, label, value, required, type = 'text' }: EntryProps) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        className="input"
        id={id}
        name={name}
        type={type}
        required={required}
        defaultValue={value}
        autoComplete="off"
        spellCheck={false}
      />
    </div>
  )
}

function BodyEntry({ kind, sample }: { kind: string; sample: string }) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>
        <Trans>Body</Trans> {kind}
      </label>
      <textarea
        className="input"
        id={id}
        name="body"
        rows={8}
        defaultValue={sample}
        spellCheck={false}
      />
    </div>
  )
}

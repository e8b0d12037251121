import { Trans } from '@lingui/react/macro'
import { type SubmitEvent, useId, useState } from 'react'
import { Button } from '../primitives/Button'
import Dialog from '../primitives/Dialog'
import type { ConfirmInput } from './Confirm'

interface Props extends ConfirmInput {
  answer: (agreed: boolean) => void
}

export default function ConfirmDialog(props: Props) {
  const id = useId()
  const [typed, setTyped] = useState('')
  const ready = props.typed === undefined || typed.trim() === props.typed
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    if (ready) props.answer(true)
  }
  return (
    <Dialog
      title={props.title}
      onClose={() => props.answer(false)}
      foot={
        <>
          <Button onClick={() => props.answer(false)}>
            <Trans>Cancel</Trans>
          </Button>
          <Button
            type="submit"
            form={id}
            variant={props.danger ? 'danger' : 'primary'}
            disabled={!ready}
            data-autofocus={props.typed === undefined && !props.danger ? true : undefined}
          >
            {props.confirm}
          </Button>
        </>
      }
    >
      <form id={id} className="stack" onSubmit={submit}>
        <p className="small second">{props.body}</p>
        {props.typed !== undefined && (
          <div className="field">
            <label className="field__label" htmlFor={`${id}-name`}>
              <Trans>
                Type <span className="code">{props.typed}</span> to confirm
              </Trans>
            </label>
            <input
              id={`${id}-name`}
              className="input mono"
              value={typed}
              autoComplete="off"
              spellCheck={false}
              data-autofocus
              onChange={(event) => setTyped(event.target.value)}
            />
          </div>
        )}
      </form>
    </Dialog>
  )
}

import { Trans } from '@lingui/react/macro'
import { type SubmitEvent, useId, useState } from 'react'
import { Button } from '../primitives/Button'
import Dialog from '../primitives/Dialog'
import type { Answer, ConfirmInput } from './Confirm'

interface Props extends ConfirmInput {
  answer: (agreed: Answer) => void
}

export default function ConfirmDialog(props: Props) {
  const id = useId()
  const [typed, setTyped] = useState('')
  const [why, setWhy] = useState('')
  const { reason } = props
  const reasonText = why.trim()
  const named = props.typed === undefined || typed.trim() === props.typed
  const ready = named && reasonText.length >= (reason?.rule.minLength ?? 0)
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    if (ready) props.answer(reason ? reasonText : true)
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
            variant={props.harm === 'destroy' ? 'danger' : 'primary'}
            disabled={!ready}
            data-autofocus={props.typed === undefined && !reason ? true : undefined}
          >
            {props.confirm}
          </Button>
        </>
      }
    >
      <form id={id} className="stack" onSubmit={submit}>
        <p className="small second">{props.body}</p>
        {reason && (
          <div className="field">
            <label className="field__label" htmlFor={`${id}-reason`}>
              {reason.label}
            </label>
            <input
              id={`${id}-reason`}
              className="input"
              value={why}
              autoComplete="off"
              maxLength={reason.rule.maxLength}
              aria-describedby={`${id}-help`}
              data-autofocus
              onChange={(event) => setWhy(event.target.value)}
            />
            <span className="field__help" id={`${id}-help`}>
              {reason.help}
            </span>
          </div>
        )}
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
              data-autofocus={reason ? undefined : true}
              onChange={(event) => setTyped(event.target.value)}
            />
          </div>
        )}
      </form>
    </Dialog>
  )
}

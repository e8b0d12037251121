import { Trans, useLingui } from '@lingui/react/macro'
import { ActionButton } from '~/actions/ActionButton'
import type { Action } from '~/actions/action'
import { useSubmit } from '~/actions/useSubmit'
import { Form } from '~/design/patterns/Form'
import { SubmitButton, TextField } from '~/design/patterns/fields'
import { codeSchema } from '../forms'
import { describeProfile } from '../labels'

interface Props {
  /** Names the form. */
  name: string
  /** Where the code went. */
  target: string
  confirm: Action<string>
  /** What else can be done instead of entering it. */
  instead?: Action
}

/** Six digits that were sent somewhere, and what to do if they never arrive. */
export function CodeForm({ name, target, confirm, instead }: Props) {
  const { t } = useLingui()
  const submit = useSubmit(confirm)
  return (
    <Form
      name={name}
      schema={codeSchema}
      defaults={{ code: '' }}
      describe={describeProfile}
      places={{ verification_invalid: 'code' }}
      onSubmit={({ code }) => submit(code)}
    >
      {() => (
        <>
          <p className="small second break" role="status">
            <Trans>
              A code went to <b>{target}</b>. It is valid for ten minutes.
            </Trans>
          </p>
          <TextField
            mono
            focused
            form={name}
            name="code"
            inputMode="numeric"
            autoComplete="one-time-code"
            label={t`Code from the message`}
          />
          <div className="row row--wrap">
            <SubmitButton>
              <Trans>Confirm</Trans>
            </SubmitButton>
            {instead && <ActionButton action={instead} subject={undefined} variant="ghost" />}
          </div>
        </>
      )}
    </Form>
  )
}

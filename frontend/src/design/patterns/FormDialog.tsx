import { Trans, useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { type FieldValues, FormProvider } from 'react-hook-form'
import { Button } from '../primitives/Button'
import Dialog from '../primitives/Dialog'
import { useConfirm } from './Confirm'
import { type FormProps, keepFocus, useServerForm } from './Form'
import { SubmitButton } from './fields'

interface Props<Values extends FieldValues> extends Omit<FormProps<Values>, 'className'> {
  title: string
  /** The words of the button that sends it. */
  submit: ReactNode
  onClose: () => void
  /** Once the server has agreed, where something other than closing follows. */
  onDone?: () => void
  /** Nothing is lost by closing it: what was chosen is quickly chosen again. */
  disposable?: boolean
}

/**
 * The one frame of a form in a dialog: it closes once the server has agreed, says at its fields why
 * it did not, and asks before what was typed is thrown away.
 */
export function FormDialog<Values extends FieldValues>(props: Props<Values>) {
  const { title, submit, onClose, onDone = onClose, onSubmit, disposable = false, ...rest } = props
  const { t } = useLingui()
  const confirm = useConfirm()
  const { form, fields } = useServerForm<Values>({
    ...rest,
    onSubmit: async (values) => {
      await onSubmit(values)
      onDone()
    },
  })
  const { isDirty, isSubmitting } = form.formState
  const close = async () => {
    if (isSubmitting) return
    if (isDirty && !disposable) {
      const agreed = await confirm({
        title: t`Discard what you typed?`,
        body: t`Nothing has been saved yet.`,
        confirm: t`Discard it`,
        harm: 'notice',
      })
      if (!agreed) return
    }
    onClose()
  }
  return (
    <FormProvider {...form}>
      <Dialog
        title={title}
        onClose={() => void close()}
        foot={
          <>
            <Button onMouseDown={keepFocus} onClick={() => void close()}>
              <Trans>Cancel</Trans>
            </Button>
            <SubmitButton form={props.name} onMouseDown={keepFocus}>
              {submit}
            </SubmitButton>
          </>
        }
      >
        {fields}
      </Dialog>
    </FormProvider>
  )
}

import { useLingui } from '@lingui/react'
import { IconAlertCircle } from '@tabler/icons-react'
import type { ComponentPropsWithRef, FormEvent, ReactNode } from 'react'
import { useFormContext } from 'react-hook-form'
import { Button, type ButtonProps } from '../primitives/Button'
import { wordsOf } from './fieldErrors'

export interface FieldProps {
  /** The form's name: together with the field's it makes the id. */
  form: string
  name: string
  label: ReactNode
  help?: ReactNode
  /** Beside the label, at the right. */
  aside?: ReactNode
}

export function useFieldError(name: string): string | null {
  const { i18n } = useLingui()
  const { formState } = useFormContext()
  const error = formState.errors[name]
  if (!error) return null
  return wordsOf(i18n, error)
}

interface TextProps
  extends FieldProps,
    Pick<
      ComponentPropsWithRef<'input'>,
      'type' | 'autoComplete' | 'inputMode' | 'placeholder' | 'autoFocus' | 'spellCheck'
    > {
  large?: boolean
  mono?: boolean
  /** Capitals turn into small letters as they are typed: the value knows no others. */
  lower?: boolean
  /** The first thing to type in a dialog or a step that has just opened. */
  focused?: boolean
}

export function TextField(props: TextProps) {
  const { form, name, label, help, aside, large, mono, lower, focused, ...input } = props
  const id = `${form}-${name}`
  const error = useFieldError(name)
  const { register } = useFormContext()
  const described = [error && `${id}-error`, help && `${id}-help`].filter(Boolean).join(' ')
  return (
    <div className="field">
      <span className="row row--between">
        <label className="field__label" htmlFor={id}>
          {label}
        </label>
        {aside}
      </span>
      <input
        {...input}
        {...register(name)}
        id={id}
        onInput={lower ? toLower : undefined}
        // biome-ignore lint/a11y/noAutofocus: only where the person has just asked for this step.
        autoFocus={focused}
        data-autofocus={focused || undefined}
        className={['input', large && 'input--lg', mono && 'mono'].filter(Boolean).join(' ')}
        aria-invalid={error ? true : undefined}
        aria-describedby={described || undefined}
      />
      {help && (
        <span className="field__help" id={`${id}-help`}>
          {help}
        </span>
      )}
      <FieldError id={`${id}-error`} error={error} />
    </div>
  )
}

function toLower({ currentTarget: field }: FormEvent<HTMLInputElement>): void {
  const lowered = field.value.toLowerCase()
  if (lowered === field.value) return
  const { selectionStart, selectionEnd } = field
  field.value = lowered
  field.setSelectionRange(selectionStart, selectionEnd)
}

/** Several lines, as an address is written. */
export function AreaField(props: FieldProps & { rows?: number; mono?: boolean }) {
  const { form, name, label, help, rows = 3, mono } = props
  const id = `${form}-${name}`
  const error = useFieldError(name)
  const { register } = useFormContext()
  const described = [error && `${id}-error`, help && `${id}-help`].filter(Boolean).join(' ')
  return (
    <div className="field">
      <label className="field__label" htmlFor={id}>
        {label}
      </label>
      <textarea
        {...register(name)}
        id={id}
        rows={rows}
        className={mono ? 'input mono' : 'input'}
        aria-invalid={error ? true : undefined}
        aria-describedby={described || undefined}
      />
      {help && (
        <span className="field__help" id={`${id}-help`}>
          {help}
        </span>
      )}
      <FieldError id={`${id}-error`} error={error} />
    </div>
  )
}

interface SelectProps extends FieldProps {
  options: { value: string; label: string }[]
}

export function SelectField({ form, name, label, help, options }: SelectProps) {
  const id = `${form}-${name}`
  const error = useFieldError(name)
  const { register } = useFormContext()
  return (
    <div className="field">
      <label className="field__label" htmlFor={id}>
        {label}
      </label>
      <select {...register(name)} id={id} className="input" aria-invalid={error ? true : undefined}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      {help && <span className="field__help">{help}</span>}
      <FieldError id={`${id}-error`} error={error} />
    </div>
  )
}

export function FieldError({ id, error }: { id: string; error: string | null }) {
  if (!error) return null
  return (
    <span className="field__error" id={id}>
      <IconAlertCircle className="i i--sm" aria-hidden />
      <span>{error}</span>
    </span>
  )
}

/** Shows progress while the form is on its way; the reader never has to guess. */
export function SubmitButton({
  children,
  ...buttonProps
}: Pick<ButtonProps, 'size' | 'block' | 'variant' | 'form' | 'onMouseDown' | 'children'>) {
  const { formState } = useFormContext()
  return (
    <Button variant="primary" {...buttonProps} type="submit" busy={formState.isSubmitting}>
      {children}
    </Button>
  )
}

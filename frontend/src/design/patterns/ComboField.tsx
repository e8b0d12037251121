import { useState } from 'react'
import { useFormContext } from 'react-hook-form'
import { FieldError, type FieldProps, useFieldError } from './fields'

interface ComboProps extends FieldProps {
  options: { value: string; label: string }[]
  autoComplete?: string
  placeholder?: string
}

/**
 * One of very many, found by typing any part of its name. The form holds the value; what is shown
 * is the name, and words that are no name are said to be wrong rather than dropped.
 */
export function ComboField(props: ComboProps) {
  const { form, name, label, help, options, ...input } = props
  const id = `${form}-${name}`
  const error = useFieldError(name)
  const { setValue, getValues } = useFormContext()
  const nameOf = (value: string) => options.find((one) => one.value === value)?.label ?? value
  const [typed, setTyped] = useState(() => nameOf(String(getValues(name) ?? '')))
  const choose = (text: string, shouldValidate: boolean) => {
    setTyped(text)
    const wanted = text.trim().toLowerCase()
    const found = options.find(
      (one) => one.label.toLowerCase() === wanted || one.value.toLowerCase() === wanted,
    )
    setValue(name, found?.value ?? text.trim(), { shouldDirty: true, shouldValidate })
    if (found && shouldValidate) setTyped(found.label)
  }
  const described = [error && `${id}-error`, help && `${id}-help`].filter(Boolean).join(' ')
  return (
    <div className="field">
      <label className="field__label" htmlFor={id}>
        {label}
      </label>
      <input
        {...input}
        id={id}
        name={name}
        className="input"
        list={`${id}-list`}
        value={typed}
        aria-invalid={error ? true : undefined}
        aria-describedby={described || undefined}
        onFocus={({ currentTarget }) => currentTarget.select()}
        onChange={({ target }) => choose(target.value, false)}
        onBlur={({ target }) => choose(target.value, true)}
      />
      <datalist id={`${id}-list`}>
        {options.map((option) => (
          <option key={option.value} value={option.label} />
        ))}
      </datalist>
      {help && (
        <span className="field__help" id={`${id}-help`}>
          {help}
        </span>
      )}
      <FieldError id={`${id}-error`} error={error} />
    </div>
  )
}

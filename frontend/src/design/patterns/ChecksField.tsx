import { useLingui } from '@lingui/react'
import type { ReactNode } from 'react'
import { useFormContext } from 'react-hook-form'
import { describeField } from './fieldErrors'

interface Props {
  /** The form's name: together with the field's it makes the ids. */
  form: string
  name: string
  label: ReactNode
  help?: ReactNode
  options: { value: string; label: ReactNode; help?: ReactNode }[]
}

/** Any number of choices, all visible; the value is the list of what is checked. */
export function ChecksField({ form, name, label, help, options }: Props) {
  const { i18n } = useLingui()
  const { register, formState } = useFormContext()
  const id = `${form}-${name}`
  const error = formState.errors[name]
  return (
    <fieldset className="field" aria-describedby={error ? `${id}-error` : undefined}>
      <legend className="field__label">{label}</legend>
      {help && <span className="field__help">{help}</span>}
      <div className="checks">
        {options.map((option) => (
          <label key={option.value} className="checks__one">
            <input {...register(name)} className="check" type="checkbox" value={option.value} />
            <span>
              {option.label}
              {option.help && <small>{option.help}</small>}
            </span>
          </label>
        ))}
      </div>
      {error && (
        <span className="field__error" id={`${id}-error`}>
          {i18n._(describeField(String(error.type), String(error.message ?? '')))}
        </span>
      )}
    </fieldset>
  )
}

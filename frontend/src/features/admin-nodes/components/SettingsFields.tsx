import { useLingui } from '@lingui/react/macro'
import { useFormContext } from 'react-hook-form'
import type { Schema } from '~/api/client'
import { SelectField, TextField } from '~/design/patterns/fields'
import { isNamed, settingName } from '../labels'

interface Property {
  title?: string
  writeOnly?: boolean
  format?: string
  enum?: string[]
  examples?: string[]
  $ref?: string
}

interface Props {
  form: string
  driver: Schema<'DriverRead'>
  /** Secrets that are stored already: left empty they stay. */
  stored: string[]
}

/** The fields of a driver, as its own schema describes them. */
export function propertiesOf(driver: Schema<'DriverRead'> | undefined): [string, Property][] {
  const schema = driver?.settings_schema as
    | { properties?: Record<string, Property>; $defs?: Record<string, Property> }
    | undefined
  return Object.entries(schema?.properties ?? {}).map(([name, property]) => {
    const definition = property.$ref?.split('/').at(-1) ?? ''
    return [name, { ...schema?.$defs?.[definition], ...property }]
  })
}

export function SettingsFields({ form, driver, stored }: Props) {
  const { t, i18n } = useLingui()
  const labelOf = (name: string, property: Property) =>
    isNamed(name) ? i18n._(settingName(name)) : (property.title ?? name)
  return propertiesOf(driver).map(([name, property]) => {
    const label = labelOf(name, property)
    if (property.enum) {
      const options = property.enum.map((value) => ({ value, label: value }))
      return <SelectField key={name} form={form} name={name} label={label} options={options} />
    }
    if (property.writeOnly) {
      return (
        <SecretField
          key={name}
          form={form}
          name={name}
          label={label}
          lines={property.format === 'multiline' ? 4 : 1}
          help={
            stored.includes(name)
              ? t`Stored and sealed. Leave this empty to keep it.`
              : t`Sealed when it is saved, and never shown again.`
          }
        />
      )
    }
    return (
      <TextField
        key={name}
        mono
        form={form}
        name={name}
        label={label}
        autoComplete="off"
        spellCheck={false}
        placeholder={property.examples?.[0]}
      />
    )
  })
}

interface SecretProps {
  form: string
  name: string
  label: string
  help: string
  lines: number
}

function SecretField({ form, name, label, help, lines }: SecretProps) {
  const { register } = useFormContext()
  const id = `${form}-${name}`
  return (
    <div className="field">
      <label className="field__label" htmlFor={id}>
        {label}
      </label>
      <textarea
        {...register(name)}
        id={id}
        className="input mono"
        rows={lines}
        autoComplete="off"
        spellCheck={false}
        aria-describedby={`${id}-help`}
      />
      <span className="field__help" id={`${id}-help`}>
        {help}
      </span>
    </div>
  )
}

import { useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { TextField } from '~/design/patterns/fields'
import type { Versioned } from '../api'
import { Setting } from './Setting'

interface Props {
  group: Versioned
  form: string
  name: string
  label: string
  /** What more there is to say of it. */
  help?: string
  aside?: ReactNode
}

/** A secret that is sealed and never told: empty, the one that is kept stays. */
export function SecretField({ group, form, name, label, help, aside }: Props) {
  const { t } = useLingui()
  const known = group.secrets.includes(name)
  const kept = known ? t`One is stored, sealed. Leave empty to keep it` : t`It is kept sealed`
  return (
    <Setting group={group} name={name} label={label} value={known ? '••••••••' : ''}>
      <TextField
        form={form}
        name={name}
        type="password"
        autoComplete="new-password"
        label={label}
        help={help ? `${kept}. ${help}` : kept}
        aside={aside}
      />
    </Setting>
  )
}

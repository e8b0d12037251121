import { useLingui } from '@lingui/react'
import { Menu } from '~/design/primitives/Menu'
import type { AnyAction } from './action'
import { perform } from './perform'
import { useRuntime } from './runtime'

interface Props<Subject> {
  actions: AnyAction[]
  subject: Subject
  /** Read aloud: says whose actions these are. */
  label: string
  variant?: 'icon' | 'button'
}

/** The rest of the actions behind three dots; hidden ones are left out, and so is an empty menu. */
export function ActionMenu<Subject>({ actions, subject, label, variant = 'icon' }: Props<Subject>) {
  const runtime = useRuntime()
  const { i18n } = useLingui()
  const shown = actions.filter(
    (action) => runtime.can(action.permission) && (action.visible?.(subject) ?? true),
  )
  if (shown.length === 0) return null
  return (
    <Menu
      label={label}
      variant={variant}
      items={shown.map((action) => {
        const enabled = action.enabled?.(subject) ?? true
        return {
          id: action.id,
          label: i18n._(action.label),
          icon: action.icon,
          danger: action.harm === 'destroy',
          disabled: enabled !== true,
          hint: enabled === true ? undefined : i18n._(enabled),
          onSelect: () => void perform(action, subject, runtime),
        }
      })}
    />
  )
}

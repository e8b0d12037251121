import { Button, type ButtonProps } from '~/design/primitives/Button'
import type { Action } from './action'
import { useAction } from './runtime'

type Look = Pick<ButtonProps, 'variant' | 'size' | 'block' | 'className'>

interface Props<Subject> extends Look {
  action: Action<Subject>
  subject: Subject
}

/** A button that is an action: permission, progress, confirmation and toast come with it. */
export function ActionButton<Subject>({ action, subject, ...buttonProps }: Props<Subject>) {
  const view = useAction(action, subject)
  if (!view.shown) return null
  return (
    <Button
      {...buttonProps}
      icon={action.icon}
      busy={view.busy}
      disabled={view.refused !== null}
      title={view.refused ?? undefined}
      onClick={view.run}
    >
      {view.label}
    </Button>
  )
}

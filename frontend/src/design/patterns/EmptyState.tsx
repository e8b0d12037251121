import { IconInbox } from '@tabler/icons-react'
import type { ComponentType, ReactNode } from 'react'

interface Props {
  icon?: ComponentType<{ className?: string; 'aria-hidden'?: true }>
  title: string
  children?: ReactNode
  /** The next step, as buttons or links. */
  actions?: ReactNode
}

export function EmptyState({ icon: Icon = IconInbox, title, children, actions }: Props) {
  return (
    <div className="state">
      <span className="state__icon">
        <Icon className="i i--lg" aria-hidden />
      </span>
      <h2 className="state__title">{title}</h2>
      {children && <p>{children}</p>}
      {actions && <div className="row">{actions}</div>}
    </div>
  )
}

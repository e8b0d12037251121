import type { ComponentType, ReactNode } from 'react'

interface Props {
  /** What the browser's tab says. */
  tab: string
  /** The answer's number, or a picture; or neither. */
  code?: number
  icon?: ComponentType<{ className?: string; 'aria-hidden'?: true }>
  title: ReactNode
  children: ReactNode
  /** The next step, as a button or a link. */
  action: ReactNode
}

/** A page that has only one thing to say: why nothing else is here, and what to do about it. */
export function StatePage({ tab, code, icon: Icon, title, children, action }: Props) {
  return (
    <div className="card">
      <title>{tab}</title>
      <div className="state">
        {code && (
          <span className="code-404 num" aria-hidden="true">
            {code}
          </span>
        )}
        {Icon && (
          <span className="state__icon">
            <Icon className="i i--lg" aria-hidden />
          </span>
        )}
        <h1 className="state__title">{title}</h1>
        <p>{children}</p>
        <div className="row">{action}</div>
      </div>
    </div>
  )
}

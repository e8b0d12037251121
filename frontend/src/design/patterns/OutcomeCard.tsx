import type { ComponentType, ReactNode } from 'react'
import { buttonClass } from '../primitives/Button'

interface Props {
  icon: ComponentType<{ className?: string; 'aria-hidden'?: true }>
  tone?: 'ok' | 'bad' | 'plain'
  title: ReactNode
  children: ReactNode
  to: string
  next: ReactNode
}

/** Before sign-in: how it ended, and the one next step. */
export function OutcomeCard({ icon: Icon, tone = 'ok', title, children, to, next }: Props) {
  return (
    <div className="card auth__card state" role={tone === 'bad' ? 'alert' : 'status'}>
      <span className="state__icon">
        <Icon className={tone === 'plain' ? 'i i--lg' : `i i--lg ${tone}`} aria-hidden />
      </span>
      <h1 className="state__title">{title}</h1>
      <p>{children}</p>
      <a className={buttonClass('primary', 'lg', true)} href={to}>
        {next}
      </a>
    </div>
  )
}

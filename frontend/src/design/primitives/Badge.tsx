import type { ComponentType, ReactNode } from 'react'
import { Spinner } from './Spinner'

export type Tone = 'neutral' | 'positive' | 'warning' | 'critical' | 'info' | 'accent'

interface Props {
  tone?: Tone
  icon?: ComponentType<{ className?: string; 'aria-hidden'?: true }>
  working?: boolean
  children: ReactNode
}

/** Word, icon and colour: never colour alone. */
export function Badge({ tone = 'neutral', icon: Icon, working = false, children }: Props) {
  return (
    <span className={tone === 'neutral' ? 'badge' : `badge badge--${tone}`}>
      {working ? <Spinner small /> : Icon && <Icon className="i i--sm" aria-hidden />}
      {children}
    </span>
  )
}

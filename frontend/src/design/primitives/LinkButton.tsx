import type { ComponentType, ReactNode } from 'react'
import { Link } from 'react-router'
import { type ButtonProps, buttonClass } from './Button'

interface Props extends Pick<ButtonProps, 'variant' | 'size' | 'block'> {
  to: string
  icon?: ComponentType<{ className?: string; 'aria-hidden'?: true }>
  children: ReactNode
}

/** Drawn as a button, is a link: it only goes somewhere. */
export function LinkButton({ to, icon: Icon, variant, size, block, children }: Props) {
  return (
    <Link to={to} className={buttonClass(variant, size, block)}>
      {Icon && <Icon className="i" aria-hidden />}
      {children}
    </Link>
  )
}

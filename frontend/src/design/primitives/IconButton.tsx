import type { ComponentPropsWithRef, ReactNode } from 'react'

interface Props extends ComponentPropsWithRef<'button'> {
  /** Read aloud, and shown on hover. */
  label: string
  small?: boolean
  children: ReactNode
}

export function IconButton({ label, small = false, className = '', children, ...rest }: Props) {
  return (
    <button
      type="button"
      {...rest}
      className={`icon-btn ${small ? 'icon-btn--sm' : ''} ${className}`}
      aria-label={label}
      title={label}
    >
      {children}
    </button>
  )
}

import { type ComponentPropsWithRef, type ComponentType, useSyncExternalStore } from 'react'
import { Spinner } from './Spinner'

export interface ButtonProps extends Omit<ComponentPropsWithRef<'button'>, 'title'> {
  variant?: 'primary' | 'secondary' | 'ghost' | 'danger' | 'danger-outline'
  size?: 'sm' | 'md' | 'lg'
  block?: boolean | undefined
  busy?: boolean
  icon?: ComponentType<{ className?: string; 'aria-hidden'?: true }> | undefined
  title?: string | undefined
}

export function buttonClass(
  variant: ButtonProps['variant'] = 'secondary',
  size: ButtonProps['size'] = 'md',
  block = false,
): string {
  const parts = ['btn', `btn--${variant}`]
  if (size !== 'md') parts.push(`btn--${size}`)
  if (block) parts.push('btn--block')
  return parts.join(' ')
}

/**
 * While busy it keeps its width and its focus, and takes no second click. In a page rendered ahead
 * of time it waits for the script: a press before would be lost, a form sent by the browser itself
 * would reach nobody.
 */
export function Button({
  variant,
  size,
  block,
  busy = false,
  icon: Icon,
  className = '',
  children,
  onClick,
  disabled,
  type = 'button',
  ...rest
}: ButtonProps) {
  const hydrated = useHydrated()
  return (
    <button
      {...rest}
      type={type}
      className={`${buttonClass(variant, size, block)} ${className}`}
      disabled={disabled || !hydrated}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
    >
      {busy ? <Spinner /> : Icon && <Icon className="i" aria-hidden />}
      {children}
    </button>
  )
}

/** False in a page rendered ahead of time, until its script is here. */
function useHydrated(): boolean {
  return useSyncExternalStore(
    () => () => undefined,
    () => true,
    () => false,
  )
}

import { IconDots } from '@tabler/icons-react'
import { type ComponentType, lazy, type ReactNode, Suspense, useState } from 'react'

export interface MenuItem {
  id: string
  label: string
  icon?: ComponentType<{ className?: string; 'aria-hidden'?: true }>
  danger?: boolean
  disabled?: boolean
  hint?: string | undefined
  checked?: boolean
  onSelect: () => void
}

export interface MenuProps {
  label: string
  items: MenuItem[]
  variant?: 'icon' | 'button' | 'plain'
  /** What the trigger shows; three dots when nothing is given. */
  children?: ReactNode
  className?: string
  head?: ReactNode
  onOpen?: () => void
}

const load = () => import('./MenuPanel')
const MenuPanel = lazy(load)

/** The trigger is here at once; the floating part loads on approach and stays once it was used. */
export function Menu(props: MenuProps) {
  const [used, setUsed] = useState(false)
  const trigger = (
    <MenuTrigger {...props} onPointerEnter={load} onFocus={load} onClick={() => setUsed(true)} />
  )
  if (!used) return trigger
  return (
    <Suspense fallback={trigger}>
      <MenuPanel {...props} />
    </Suspense>
  )
}

type TriggerProps = MenuProps &
  Omit<React.ComponentPropsWithRef<'button'>, keyof MenuProps | 'children'>

export function MenuTrigger({
  label,
  variant = 'icon',
  children,
  className = '',
  items: _items,
  head: _head,
  onOpen: _onOpen,
  ...rest
}: TriggerProps) {
  const shape = {
    icon: 'icon-btn icon-btn--sm',
    button: 'btn btn--secondary btn--square',
    plain: '',
  }
  return (
    <button
      type="button"
      aria-haspopup="menu"
      aria-expanded={false}
      title={variant === 'plain' ? undefined : label}
      {...rest}
      className={`${shape[variant]} ${className}`}
    >
      {variant !== 'plain' && <span className="sr-only">{label} </span>}
      {children ?? <IconDots className="i" aria-hidden />}
    </button>
  )
}

import { IconDots } from '@tabler/icons-react'
import {
  type ComponentType,
  type KeyboardEvent,
  type ReactNode,
  useId,
  useRef,
  useState,
} from 'react'
import { MenuPanel } from './MenuPanel'

export interface MenuItem {
  id: string
  label: string
  icon?: ComponentType<{ className?: string; 'aria-hidden'?: true }>
  danger?: boolean
  disabled?: boolean
  hint?: string | undefined
  /** Shown as a dot before the label, read aloud as this word. */
  mark?: string | undefined
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

const shapes = {
  icon: 'icon-btn icon-btn--sm',
  button: 'btn btn--secondary btn--square',
  plain: '',
}

/** A button and what it opens: arrow keys, Home, End and typing ahead; Esc gives the focus back. */
export function Menu({ variant = 'icon', className = '', ...props }: MenuProps) {
  const { label, items, head, onOpen, children } = props
  const id = useId()
  const trigger = useRef<HTMLButtonElement>(null)
  const [from, setFrom] = useState<'first' | 'last' | null>(null)
  const open = (at: 'first' | 'last') => {
    setFrom(at)
    onOpen?.()
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
    event.preventDefault()
    open(event.key === 'ArrowDown' ? 'first' : 'last')
  }
  return (
    <>
      <button
        ref={trigger}
        type="button"
        aria-haspopup="menu"
        aria-expanded={from !== null}
        aria-controls={from ? id : undefined}
        title={variant === 'plain' ? undefined : label}
        className={`${shapes[variant]} ${className}`}
        onClick={() => (from ? setFrom(null) : open('first'))}
        onKeyDown={onKey}
      >
        {variant !== 'plain' && <span className="sr-only">{label} </span>}
        {children ?? <IconDots className="i" aria-hidden />}
      </button>
      {from && (
        <MenuPanel
          id={id}
          label={label}
          items={items}
          head={head}
          trigger={trigger}
          from={from}
          onClose={() => setFrom(null)}
        />
      )}
    </>
  )
}

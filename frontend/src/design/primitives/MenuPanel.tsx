import { IconCheck } from '@tabler/icons-react'
import { type KeyboardEvent, type RefObject, useEffect, useLayoutEffect, useRef } from 'react'
import type { MenuItem, MenuProps } from './Menu'
import { placeAt } from './placement'

interface Props extends Pick<MenuProps, 'label' | 'items' | 'head'> {
  id: string
  trigger: RefObject<HTMLButtonElement | null>
  /** Which entry has the focus at first. */
  from: 'first' | 'last'
  onClose: () => void
}

const pauseMs = 500

/** The open part of a menu, above everything: one entry has the focus, the keys move it. */
export function MenuPanel({ id, label, items, head, trigger, from, onClose }: Props) {
  const panel = useRef<HTMLDivElement>(null)
  const typed = useRef({ text: '', at: 0 })
  useOpen(panel, trigger, from)
  useCloseOutside(panel, trigger, onClose)
  const leave = () => {
    onClose()
    trigger.current?.focus({ preventScroll: true })
  }
  const onKey = (event: KeyboardEvent) => {
    event.stopPropagation()
    // Tab goes on from the button, as if nothing had been open.
    if (event.key === 'Tab') return leave()
    const to =
      event.key === 'Escape'
        ? null
        : (move(panel.current, event.key) ?? search(panel.current, event, typed.current))
    if (to === undefined) return
    event.preventDefault()
    if (to) to.focus()
    else leave()
  }
  const select = (item: MenuItem) => {
    if (item.disabled) return
    // The entry goes with the menu: whatever opens next gives the focus back to the button.
    leave()
    item.onSelect()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys and clicks of the entries inside.
    <div
      ref={panel}
      id={id}
      popover="manual"
      className="dropmenu"
      tabIndex={-1}
      onKeyDown={onKey}
      onClick={(event) => event.stopPropagation()}
    >
      {head && <div className="dropmenu__head">{head}</div>}
      {items.length > 0 && (
        <div role="menu" aria-label={label}>
          {items.map((item) => (
            <button
              key={item.id}
              type="button"
              role="menuitem"
              tabIndex={-1}
              className="dropmenu__item"
              aria-disabled={item.disabled || undefined}
              title={item.hint}
              data-danger={item.danger || undefined}
              aria-current={item.checked || undefined}
              onClick={() => select(item)}
            >
              {item.icon && <item.icon className="i" aria-hidden />}
              <span className="grow">
                {item.mark && (
                  <>
                    <span aria-hidden="true">• </span>
                    <span className="sr-only">{item.mark} </span>
                  </>
                )}
                {item.label}
              </span>
              {item.checked && <IconCheck className="i i--sm" aria-hidden />}
            </button>
          ))}
        </div>
      )}
    </div>
  )
}

function entries(panel: HTMLElement | null): HTMLElement[] {
  return [...(panel?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? [])]
}

/** Where a key moves the focus, round and round; undefined for any other key. */
function move(panel: HTMLElement | null, key: string): HTMLElement | undefined {
  const all = entries(panel)
  const at = all.indexOf(document.activeElement as HTMLElement)
  if (key === 'Home') return all[0]
  if (key === 'End') return all.at(-1)
  if (key === 'ArrowDown') return all[(at + 1) % all.length]
  if (key === 'ArrowUp') return all.at(Math.max(at, 0) - 1)
  return undefined
}

/** The next entry that begins with what was typed; the same letter again goes to the one after. */
function search(
  panel: HTMLElement | null,
  { key, ctrlKey, metaKey, altKey, timeStamp }: KeyboardEvent,
  typed: { text: string; at: number },
): HTMLElement | undefined {
  if (key.length !== 1 || key === ' ' || ctrlKey || metaKey || altKey) return undefined
  const text = timeStamp - typed.at > pauseMs ? key : typed.text + key
  Object.assign(typed, { text, at: timeStamp })
  const same = [...text].every((letter) => letter === text[0])
  const wanted = (same ? key : text).toLowerCase()
  const all = entries(panel)
  const at = all.indexOf(document.activeElement as HTMLElement)
  const from = same ? at + 1 : Math.max(at, 0)
  return [...all.slice(from), ...all.slice(0, from)].find((entry) =>
    entry.textContent?.trim().toLowerCase().startsWith(wanted),
  )
}

function useOpen(
  panel: RefObject<HTMLElement | null>,
  trigger: RefObject<HTMLElement | null>,
  from: Props['from'],
): void {
  useLayoutEffect(() => {
    const element = panel.current
    if (!element) return
    element.showPopover()
    const place = () => {
      if (!trigger.current) return
      element.style.maxHeight = ''
      const view = document.documentElement
      const { left, top, maxHeight } = placeAt(
        trigger.current.getBoundingClientRect(),
        element.getBoundingClientRect(),
        { width: view.clientWidth, height: globalThis.innerHeight },
      )
      Object.assign(element.style, {
        left: `${left}px`,
        top: `${top}px`,
        maxHeight: `${maxHeight}px`,
      })
    }
    place()
    const focused = entries(element).at(from === 'first' ? 0 : -1) ?? element
    focused.focus({ preventScroll: true })
    const controller = new AbortController()
    const options = { signal: controller.signal, capture: true, passive: true }
    for (const moved of ['scroll', 'resize']) globalThis.addEventListener(moved, place, options)
    return () => controller.abort()
  }, [panel, trigger, from])
}

/** A press anywhere else closes it; one on the button is the button's own. */
function useCloseOutside(
  panel: RefObject<HTMLElement | null>,
  trigger: RefObject<HTMLElement | null>,
  onClose: () => void,
): void {
  const close = useRef(onClose)
  close.current = onClose
  useEffect(() => {
    const onPress = ({ target }: Event) => {
      const inside = [panel, trigger].some(({ current }) => current?.contains(target as Node))
      if (!inside) close.current()
    }
    document.addEventListener('pointerdown', onPress, true)
    document.addEventListener('focusin', onPress)
    return () => {
      document.removeEventListener('pointerdown', onPress, true)
      document.removeEventListener('focusin', onPress)
    }
  }, [panel, trigger])
}

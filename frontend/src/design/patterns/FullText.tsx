import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { placeAt } from '../primitives/placement'
import { CopyButton } from './CopyButton'

interface Cut {
  text: string
  element: HTMLElement
}

/** Long enough to reach the tooltip, and not to see one at every row the pointer crosses. */
const openMs = 300
const closeMs = 200

/**
 * Whatever a table cuts off is shown whole beside it, where it can be copied: by the pointer, and
 * for what takes the focus by the keyboard. One listener serves all cells.
 */
export function FullText({ table }: { table: RefObject<HTMLElement | null> }) {
  const [cut, setCut] = useState<Cut | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const later = (next: Cut | null, ms: number) => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => setCut(next), ms)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: `later` touches refs and setters only.
  useEffect(() => {
    const root = table.current
    if (!root) return
    const controller = new AbortController()
    const listen = { signal: controller.signal }
    const over = (event: Event) => later(cutAt(event.target, root), openMs)
    const focus = (event: Event) => later(cutAt(event.target, root), 0)
    root.addEventListener('pointerover', over, listen)
    root.addEventListener('pointerleave', () => later(null, closeMs), listen)
    root.addEventListener('focusin', focus, listen)
    document.addEventListener('keydown', ({ key }) => key === 'Escape' && later(null, 0), listen)
    document.addEventListener('scroll', () => later(null, 0), { ...listen, capture: true })
    return () => {
      clearTimeout(timer.current)
      controller.abort()
    }
  }, [table])
  if (!cut) return null
  return (
    <Tooltip
      cut={cut}
      onEnter={() => clearTimeout(timer.current)}
      onLeave={() => later(null, closeMs)}
    />
  )
}

interface TooltipProps {
  cut: Cut
  onEnter: () => void
  onLeave: () => void
}

function Tooltip({ cut, onEnter, onLeave }: TooltipProps) {
  const tip = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const element = tip.current
    if (!element) return
    element.showPopover()
    const size = element.getBoundingClientRect()
    const { left: start, top: above, bottom } = cut.element.getBoundingClientRect()
    // Its text begins where the text begins that it completes.
    const box = { left: start, right: start + size.width, top: above, bottom }
    const view = { width: document.documentElement.clientWidth, height: globalThis.innerHeight }
    const { left, top } = placeAt(box, size, view)
    Object.assign(element.style, { left: `${left}px`, top: `${top}px` })
  }, [cut])
  return (
    <div
      ref={tip}
      role="tooltip"
      popover="manual"
      className="fulltext"
      onPointerEnter={onEnter}
      onPointerLeave={onLeave}
    >
      <CopyButton value={cut.text} />
    </div>
  )
}

/** The outermost thing in the cell that does not show all of its text. */
function cutAt(target: EventTarget | null, root: HTMLElement): Cut | null {
  let found: HTMLElement | null = null
  let element = target instanceof HTMLElement ? target : null
  while (element && element !== root && element.tagName !== 'TR') {
    if (isCut(element)) found = element
    element = element.parentElement
  }
  // Focus lands on a link or a button around what is cut.
  const inner = target instanceof HTMLElement && target.closest('td') ? innerCut(target) : null
  const cut = found ?? inner
  const text = cut?.innerText?.trim() ?? cut?.textContent?.trim()
  return cut && text ? { text, element: cut } : null
}

function innerCut(element: HTMLElement): HTMLElement | null {
  return [...element.querySelectorAll<HTMLElement>('.clip')].find(isCut) ?? null
}

function isCut(element: HTMLElement): boolean {
  return element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0
}

import { type RefObject, useCallback, useEffect, useRef, useState } from 'react'
import { useLocation } from 'react-router'
import { keepFocusInside, tabStops } from '~/design/primitives/focusTrap'

export interface Drawer {
  open: boolean
  toggle: () => void
  close: () => void
  panel: RefObject<HTMLElement | null>
  burger: RefObject<HTMLButtonElement | null>
}

/** Below 1024 px the sidebar is a drawer: Esc, a swipe, the scrim or a new page close it. */
export function useDrawer(): Drawer {
  const [open, setOpen] = useState(false)
  const panel = useRef<HTMLElement>(null)
  const burger = useRef<HTMLButtonElement>(null)
  const { pathname } = useLocation()
  const close = useCallback(() => setOpen(false), [])
  const toggle = useCallback(() => setOpen((before) => !before), [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page closes it.
  useEffect(() => setOpen(false), [pathname])
  useEffect(() => {
    document.documentElement.classList.toggle('drawer-open', open)
    if (!open) return
    const returnTo = burger.current
    tabStops(panel.current)[0]?.focus()
    const stop = listen(panel.current, close)
    return () => {
      stop()
      document.documentElement.classList.remove('drawer-open')
      returnTo?.focus()
    }
  }, [open, close])
  return { open, toggle, close, panel, burger }
}

function listen(panel: HTMLElement | null, close: () => void): () => void {
  const controller = new AbortController()
  const { signal } = controller
  document.addEventListener('keydown', (event) => onKey(event, panel, close), { signal })
  let startX = 0
  panel?.addEventListener(
    'touchstart',
    (event) => {
      startX = event.touches[0]?.clientX ?? 0
    },
    { signal, passive: true },
  )
  panel?.addEventListener(
    'touchend',
    (event) => {
      if (startX - (event.changedTouches[0]?.clientX ?? startX) > 56) close()
    },
    { signal, passive: true },
  )
  globalThis.matchMedia?.('(min-width: 1024px)').addEventListener('change', close, { signal })
  return () => controller.abort()
}

/** What lies under the scrim is out of reach. */
function onKey(event: KeyboardEvent, panel: HTMLElement | null, close: () => void): void {
  if (event.key === 'Escape') close()
  else keepFocusInside(event, panel)
}

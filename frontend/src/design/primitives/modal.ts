import { type RefObject, useLayoutEffect, useState, useSyncExternalStore } from 'react'

/** The modal dialogs that are open, the one on top last. */
const opened: HTMLDialogElement[] = []
const listeners = new Set<() => void>()

/** The page behind keeps its width: its body is padded by the scroll bar that goes away. */
function lock(locked: boolean): void {
  const root = document.documentElement
  if (locked === root.classList.contains('is-locked')) return
  // Measured before locking: afterwards there is no bar left to measure.
  const bar = window.innerWidth - root.clientWidth
  if (locked) root.style.setProperty('--scrollbar-width', `${bar}px`)
  else root.style.removeProperty('--scrollbar-width')
  root.classList.toggle('is-locked', locked)
}

function changed(): void {
  lock(opened.length > 0)
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** All that is outside of it is out of reach: what must be read and clicked goes inside. */
export function useTopDialog(): HTMLDialogElement | null {
  return useSyncExternalStore(
    subscribe,
    () => opened.at(-1) ?? null,
    () => null,
  )
}

/**
 * Shows a `<dialog>` above everything for as long as it is there. The page behind does not scroll,
 * and gives the focus back to what had it before.
 */
export function useModal(dialog: RefObject<HTMLDialogElement | null>): void {
  const [opener] = useState(() => document.activeElement)
  useLayoutEffect(() => {
    const element = dialog.current
    if (!element) return
    element.showModal()
    element.querySelector<HTMLElement>('[data-autofocus]')?.focus()
    opened.push(element)
    changed()
    return () => {
      opened.splice(opened.indexOf(element), 1)
      element.close()
      changed()
      if (opener instanceof HTMLElement) opener.focus({ preventScroll: true })
    }
  }, [dialog, opener])
}

/** A press beside the panel, and not on the bar that scrolls it. */
export function isOutside(event: React.PointerEvent<HTMLDialogElement>): boolean {
  const { currentTarget, target, clientX } = event
  return target === currentTarget && clientX < currentTarget.clientWidth
}

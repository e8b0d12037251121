import { useEffect, useId, useSyncExternalStore } from 'react'

const dirty = new Set<string>()
const listeners = new Set<() => void>()

function change(id: string, unsaved: boolean): void {
  if (dirty.has(id) === unsaved) return
  if (unsaved) dirty.add(id)
  else dirty.delete(id)
  for (const listener of listeners) listener()
}

/** Says that something was typed here that nobody has saved: nothing may reload the page now. */
export function useUnsaved(unsaved: boolean): void {
  const id = useId()
  useEffect(() => {
    change(id, unsaved)
    return () => change(id, false)
  }, [id, unsaved])
}

export function hasUnsaved(): boolean {
  return dirty.size > 0
}

export function useAnyUnsaved(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    hasUnsaved,
    () => false,
  )
}

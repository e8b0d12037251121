import { useEffect, useSyncExternalStore } from 'react'

let crumb: string | null = null
const listeners = new Set<() => void>()

function set(value: string | null): void {
  crumb = value
  for (const listener of listeners) listener()
}

/** Names the thing that is open (a hostname, an invoice number) for the breadcrumb. */
export function useNameCrumb(name: string | undefined): void {
  useEffect(() => {
    set(name ?? null)
    return () => set(null)
  }, [name])
}

export function useCrumb(): string | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => crumb,
    () => null,
  )
}

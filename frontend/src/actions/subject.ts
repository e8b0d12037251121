import { useEffect, useSyncExternalStore } from 'react'
import type { AnyAction } from './action'

/** The thing the open page is about, with what can be done to it. */
export interface PageSubject {
  /** How the palette calls it: a hostname, an invoice number. */
  name: string
  actions: AnyAction[]
  subject: unknown
}

let current: PageSubject | null = null
const listeners = new Set<() => void>()

function set(next: PageSubject | null): void {
  current = next
  for (const listener of listeners) listener()
}

/** Offers the actions of the open thing to the palette and the keyboard while the page is shown. */
export function useSubjectActions<Subject>(
  name: string,
  actions: AnyAction[],
  subject: Subject | undefined,
): void {
  useEffect(() => {
    if (subject === undefined) return
    set({ name, actions, subject })
    return () => set(null)
  }, [name, actions, subject])
}

export function usePageSubject(): PageSubject | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => current,
    () => null,
  )
}

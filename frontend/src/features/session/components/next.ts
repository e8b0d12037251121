import { useSyncExternalStore } from 'react'
import { safePath } from '~/lib/paths'
import { remember, remembered } from '~/lib/remembered'

const still = () => () => undefined

/** Where the reader was going, out of the address; only a place inside this site counts. */
export function nextOf(search: string): string | null {
  return safePath(new URLSearchParams(search).get('next'), '') || null
}

/** The letter's link opens a page of its own: what this browser registered for is kept for it. */
export function storeRedirect(next: string | null): void {
  remember('next', next)
}

const given = () => nextOf(location.search)
const kept = () => given() ?? (safePath(remembered('next'), '') || null)

/** Null while the page is made ahead of time, so that its links are there from the start. */
export function useNext(): string | null {
  return useSyncExternalStore(still, given, () => null)
}

/** The same after a letter's link, which says nothing of it. */
export function usePendingRedirect(): string | null {
  return useSyncExternalStore(still, kept, () => null)
}

/** The links around the island know nothing of it: sign-in and registration hand it on as well. */
export function carryNext(links: Iterable<HTMLAnchorElement>): void {
  const next = nextOf(location.search)
  if (!next) return
  for (const link of links) {
    if (/\/(sign-in|register|verify)$/.test(link.pathname)) {
      link.search = new URLSearchParams({ next }).toString()
    }
  }
}

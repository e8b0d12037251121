import { useSyncExternalStore } from 'react'
import type { Schema } from '~/api/client'
import { keptToken } from '~/auth/invitationToken'
import { safePath } from '~/lib/paths'
import { storedRedirect } from '~/lib/redirect'

const still = () => () => undefined

/** Where the reader was going, out of the address; only a place inside this site counts. */
export function nextOf(search: string): string | null {
  return safePath(new URLSearchParams(search).get('next'), '') || null
}

const given = () => nextOf(location.search)
const kept = () => given() ?? storedRedirect()

/** Null while the page is made ahead of time, so that its links are there from the start. */
export function usePendingRedirect(): string | null {
  return useSyncExternalStore(still, kept, () => null)
}

/** The plan that the reader was about to order; the account keeps it for other devices. */
export function intentOf(next: string | null): Schema<'OrderIntent'> | null {
  if (!next) return null
  const { pathname, searchParams } = new URL(next, location.origin)
  const plan = searchParams.get('plan') ?? ''
  if (pathname !== '/panel/order' || !/^[a-z0-9][a-z0-9-]{0,62}$/.test(plan)) return null
  return { plan, period: searchParams.get('period') === 'hour' ? 'hour' : 'month' }
}

/** The invitation that led here; null while the page is made ahead of time. */
export function useInvitation(): string | null {
  return useSyncExternalStore(still, keptToken, () => null)
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

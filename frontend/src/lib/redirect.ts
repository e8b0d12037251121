import { safePath } from './paths'
import { remember, remembered } from './remembered'

const keptMs = 24 * 60 * 60_000

/**
 * Where this browser was going, kept for a day: a mailed link opens a page of its own, and a link
 * that is pressed before its page has come to life knows nothing of the address.
 */
export function storeRedirect(next: string | null): void {
  remember('next', next && `${Date.now() + keptMs} ${next}`)
}

/** Only a place inside this site; null where nothing is kept any more. */
export function storedRedirect(): string | null {
  const [until, path] = remembered('next')?.split(' ', 2) ?? []
  return Number(until) > Date.now() ? safePath(path, '') || null : null
}

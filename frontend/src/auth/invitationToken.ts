import { remember, remembered } from '~/lib/remembered'

const key = 'invitation'

/**
 * The token of the letter's link: taken out of the address, so that no referrer tells it on, and
 * kept in this browser, so that it survives signing in or registering on the way.
 */
export function takeToken(): string | null {
  const given = new URLSearchParams(location.search)
  const token = given.get('token')
  if (token === null) return remembered(key)
  remember(key, token)
  given.delete('token')
  history.replaceState(null, '', given.size > 0 ? `?${given}` : location.pathname)
  return token
}

export function forgetToken(): void {
  remember(key, null)
}

/** The token that a letter's link left in this browser: it lets register where that takes one. */
export function keptToken(): string | null {
  return remembered(key)
}

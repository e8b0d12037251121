/** The token of the letter's link: taken out of the address, so that no referrer tells it on. */
export function takeToken(): string | null {
  const given = new URLSearchParams(location.search)
  const token = given.get('token')
  if (token === null) return null
  given.delete('token')
  history.replaceState(null, '', given.size > 0 ? `?${given}` : location.pathname)
  return token
}

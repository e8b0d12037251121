/**
 * Staff signed in as a customer, in this tab alone: the token lies in its session storage, so that
 * a reload keeps it and no other tab ever sees it. There is nothing to renew it with.
 */
interface Acting {
  token: string
  expiresAt: number
  /** Where staff came from, and go back to. */
  back: string
}

const key = 'hostwright.acting'

export function readActing(): Acting | null {
  try {
    const found: Acting | null = JSON.parse(sessionStorage.getItem(key) ?? 'null')
    if (found && found.expiresAt > Date.now()) return found
    sessionStorage.removeItem(key)
  } catch {
    // Storage is refused: then nobody could have begun either.
  }
  return null
}

/** The page has to be opened anew afterwards: everything in it belongs to staff. */
export function beginActing(token: string, seconds: number, back: string): void {
  const acting: Acting = { token, expiresAt: Date.now() + seconds * 1000, back }
  sessionStorage.setItem(key, JSON.stringify(acting))
}

/** Forgets the token and opens what staff came from, as themselves. */
export function stopActing(): void {
  const back = readActing()?.back ?? '/admin'
  sessionStorage.removeItem(key)
  location.replace(back)
}

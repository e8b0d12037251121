/** Small choices kept in this browser. Private windows may refuse storage: then nothing is kept. */
export function remembered(key: string): string | null {
  try {
    return localStorage.getItem(`hostwright.${key}`)
  } catch {
    return null
  }
}

export function remember(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`hostwright.${key}`)
    else localStorage.setItem(`hostwright.${key}`, value)
  } catch {
    // Storage is refused: the choice lives as long as the page does.
  }
}

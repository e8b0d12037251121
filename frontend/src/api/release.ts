/** The release of the API, as each of its answers says: another one than at first is a new version. */
let first: string | undefined
let outdated = false
const listeners = new Set<() => void>()

/** While a release rolls out, the old one and the new answer in turn: once seen, the new one counts. */
export function noteRelease(name: string | null): void {
  if (!name || outdated) return
  first ??= name
  if (name === first) return
  outdated = true
  for (const listener of listeners) listener()
}

export const release = {
  subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
  /** What this page was opened under. */
  current: () => first,
  isOutdated: () => outdated,
}

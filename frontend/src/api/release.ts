/** The release of the API, as each of its answers says: another one than at first is a new version. */
let first: string | undefined
let latest: string | undefined
const listeners = new Set<() => void>()

export function noteRelease(name: string | null): void {
  if (!name || name === latest) return
  first ??= name
  latest = name
  for (const listener of listeners) listener()
}

export const release = {
  subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
  /** What this page was opened under. */
  current: () => first,
  isOutdated: () => first !== latest,
}

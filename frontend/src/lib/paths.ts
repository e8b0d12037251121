/** After signing in: which of the two trees that is depends on who it is. */
export const start = '/panel?start'

/** The person's own pages are in both trees: nobody leaves theirs for them. */
export function profilePath(tree: 'panel' | 'admin'): string {
  return `/${tree}/profile`
}

const here = 'https://here.invalid'

/**
 * A place inside this site, or the fallback. Read as the browser reads it: it takes `\\` for `/`,
 * drops tabs and line breaks, and folds dots, so that `/\t/evil.example` leads away too.
 */
export function safePath(candidate: string | null | undefined, fallback: string): string {
  if (!candidate?.startsWith('/') || !URL.canParse(candidate, here)) return fallback
  const { origin, pathname, search, hash } = new URL(candidate, here)
  return origin === here && !pathname.startsWith('//') ? pathname + search + hash : fallback
}

/** The address of a page that hands on where its reader was going. */
export function towards(page: string, next: string | null): string {
  return next === null ? page : `${page}?next=${encodeURIComponent(next)}`
}

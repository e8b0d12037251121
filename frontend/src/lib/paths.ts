/** A place inside this site, or the fallback: `//evil.example` and `javascript:` are neither. */
export function safePath(candidate: string | null | undefined, fallback: string): string {
  if (!candidate?.startsWith('/') || candidate.startsWith('//') || candidate.includes('\\')) {
    return fallback
  }
  return candidate
}

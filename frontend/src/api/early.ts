type Answer = Promise<Response | null>
interface Early {
  take(name: string): Answer | undefined
  drop(): void
}

const early = () => (globalThis as { hostwrightEarly?: Early }).hostwrightEarly

/** The answer to what `app/early.js` asked for before the code was here; once, null where it failed. */
export const takeEarly = (name: string): Answer | undefined => early()?.take(name)

/** Something has changed: what was answered before may not be shown after it. */
export const dropEarly = (): void => early()?.drop()

const base = '/api/v1'

/** The early answer to just this question; a change makes all others out of date. */
export function earlyAnswer(request: Request): Answer | undefined {
  if (request.method !== 'GET') {
    dropEarly()
    return undefined
  }
  const { pathname, search } = new URL(request.url)
  return request.headers.has('Accept') ? undefined : takeEarly(pathname.slice(base.length) + search)
}

/** Where the client takes its access token from. `auth/session.ts` fills it in at start. */
export interface Credentials {
  current(): Promise<string | null>
  /** A token newer than the one that was just refused, or null when the session is over. */
  renew(refused: string): Promise<string | null>
}

let source: Credentials = { current: async () => null, renew: async () => null }

export function setCredentials(credentials: Credentials): void {
  source = credentials
}

function bearer(request: Request, token: string | null): Request {
  const copy = request.clone()
  if (token) copy.headers.set('Authorization', `Bearer ${token}`)
  return copy
}

/** `fetch` with the bearer token; an expired one is renewed once, and the request is sent again. */
export async function authorisedFetch(request: Request): Promise<Response> {
  const token = await source.current()
  const response = await globalThis.fetch(bearer(request, token))
  if (response.status !== 401 || !token) return response
  const renewed = await source.renew(token)
  return renewed ? globalThis.fetch(bearer(request, renewed)) : response
}

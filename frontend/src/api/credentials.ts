import { earlyAnswer } from './early'

/** Where the client takes its access token from. `auth/session.ts` fills it in at start. */
export interface Credentials {
  /** The token, null without a session; throws an ApiError where none can be had right now. */
  current(): Promise<string | null>
  /** A token newer than the one that was just refused, or null when the session is over; throws. */
  renew(refused: string): Promise<string | null>
}

let source: Credentials = { current: async () => null, renew: async () => null }

export function setCredentials(credentials: Credentials): void {
  source = credentials
}

/** Asks the person to prove that it is them; false when they would rather not. */
export type StepUpHandler = () => Promise<boolean>

let prove: StepUpHandler = async () => false

export function setStepUpHandler(prover: StepUpHandler): void {
  prove = prover
}

/** What the panel alone does with each request and answer; pages with one form have no use for it. */
export interface Observer {
  sending(request: Request): void
  answered(headers: Headers): void
}

let observer: Observer | null = null

export function setObserver(watching: Observer): void {
  observer = watching
}

function bearer(request: Request, token: string | null): Request {
  const copy = request.clone()
  if (token) copy.headers.set('Authorization', `Bearer ${token}`)
  observer?.sending(copy)
  return copy
}

/** How a request leaves: by `fetch`, or by what tells of its progress. */
export type Send = (request: Request) => Promise<Response>

/** `fetch` with the bearer token; an expired one is renewed once, and the request is sent again. */
async function renewedFetch(request: Request, send: Send): Promise<Response> {
  const token = await source.current()
  const response = await send(bearer(request, token))
  observer?.answered(response.headers)
  if (response.status !== 401 || !token) return response
  const renewed = await source.renew(token)
  return renewed ? send(bearer(request, renewed)) : response
}

/**
 * Every request goes through here. One that is too dangerous without a fresh proof of identity
 * waits for it and is sent again as it was, with the same Idempotency-Key; who declines gets the
 * refusal. Only changes ask: a page that loads must not.
 */
export function authorised(send: Send): Send {
  return async (request) => {
    const response = await renewedFetch(request, send)
    if (request.method === 'GET' || !(await wantsProof(response))) return response
    return (await prove()) ? renewedFetch(request, send) : response
  }
}

export const authorisedFetch = authorised(
  async (request) => (await earlyAnswer(request)) || globalThis.fetch(request),
)

async function wantsProof(response: Response): Promise<boolean> {
  if (response.status !== 403) return false
  const problem = await response
    .clone()
    .json()
    .catch(() => null)
  return problem?.code === 'step_up_required'
}

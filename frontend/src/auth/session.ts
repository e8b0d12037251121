import { apiBase } from '~/api/client'
import { setCredentials } from '~/api/credentials'
import { takeEarly } from '~/api/early'
import { ApiError, unwrap } from '~/api/errors'
import type { components } from '~/api/schema.gen'
import { remember } from '~/lib/remembered'

/**
 * The access token lives in memory only; the refresh token is a cookie no script can read. Tabs
 * share both: one refreshes under a Web Lock and tells the others over a BroadcastChannel.
 */
type Token = { value: string; expiresAt: number }
type Message = { type: 'token'; token: Token } | { type: 'ask' | 'ended' | 'restart' }
export type SessionState = 'unknown' | 'active' | 'ended'

const marginMs = 20_000

export class Session {
  private token: Token | null = null
  private state: SessionState = 'unknown'
  private renewing: Promise<string | null> | null = null
  /** The last time no token could be had: where the server said when to come again, it counts. */
  private tokenError: ApiError | null = null
  private readonly listeners = new Set<() => void>()
  private readonly restartListeners = new Set<() => void>()
  private readonly channel: BroadcastChannel | null

  /**
   * Tabs that share a name share a session; tests give each case its own. One that is for an impersonation
   * stays in its tab: other tabs neither know of it nor end it, and it cannot be renewed.
   */
  constructor(
    private readonly name = 'hostwright.session',
    private readonly impersonated: Token | null = null,
  ) {
    if (impersonated) this.accept(impersonated)
    this.channel =
      impersonated || typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(name)
    this.channel?.addEventListener('message', (event: MessageEvent<Message>) =>
      this.receive(event.data),
    )
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  readonly getState = (): SessionState => this.state

  /** Calls when another tab has chosen another account; returns how to stop. */
  readonly onRestart = (listener: () => void): (() => void) => {
    this.restartListeners.add(listener)
    return () => this.restartListeners.delete(listener)
  }

  /**
   * The token to send now, renewed first when it is about to run out; null once the session has
   * ended. Throws where that cannot be told: the server is busy or away.
   */
  async current(): Promise<string | null> {
    if (this.token && this.token.expiresAt > Date.now() + marginMs) return this.token.value
    if (this.state === 'ended') return null
    return this.renew(this.token?.value ?? null)
  }

  /** `current`, with a token other than the refused one; all callers wait for the same refresh. */
  renew(refused: string | null): Promise<string | null> {
    if (this.impersonated) {
      this.end()
      return Promise.resolve(null)
    }
    this.renewing ??= this.renewUnderLock(refused).finally(() => {
      this.renewing = null
    })
    return this.renewing
  }

  /** Throws the refusal; that of a person with a second factor has the code `mfa_required`. */
  signIn(email: string, password: string): Promise<void> {
    return this.grant({ grant_type: 'password', username: email, password })
  }

  /** Any grant of the token endpoint that begins a session; throws the refusal. */
  async grant(form: Record<string, string>): Promise<void> {
    this.keep(await requestToken(form))
  }

  /** The person acts for another account now: with a new token, and other tabs restart. */
  async restart(): Promise<void> {
    // The choice stands: where no token is to be had now, the one there is does meanwhile.
    await this.renew(this.token?.value ?? null).catch(() => null)
    this.channel?.postMessage({ type: 'restart' } satisfies Message)
  }

  async signOut(): Promise<void> {
    const token = this.token?.value
    // The cookie is that of staff themselves: the impersonation ends alone.
    if (this.impersonated) return this.end()
    await fetch(`${apiBase}/auth/sign-out`, {
      method: 'POST',
      headers: token
        ? { Authorization: `Bearer ${token}`, 'X-Refresh-Transport': 'cookie' }
        : { 'X-Refresh-Transport': 'cookie' },
    }).catch(() => undefined)
    this.end()
    this.channel?.postMessage({ type: 'ended' } satisfies Message)
  }

  private async renewUnderLock(refused: string | null): Promise<string | null> {
    const early = refused === null ? takeEarly('token') : undefined
    const offered = early ? null : await this.askOtherTabs(refused)
    if (offered) return offered
    return withLock(this.name, async () => {
      // Another tab may have refreshed while this one waited for the lock.
      await new Promise((done) => setTimeout(done, 0))
      if (this.usable(refused)) return this.token?.value ?? null
      return this.refresh(await early)
    })
  }

  /** Only a refusal of the token ends the session: a server that fails says nothing about it. */
  private async refresh(early?: Response | null): Promise<string | null> {
    if (this.tokenError?.retryAt && this.tokenError.retryAt > Date.now()) throw this.tokenError
    try {
      this.keep(await requestToken({ grant_type: 'refresh_token' }, early))
      return this.token?.value ?? null
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (error.status === 401 || error.code === 'invalid_grant') {
        this.end()
        return null
      }
      this.tokenError = error
      throw error
    }
  }

  /** A new tab asks the open ones first: most of the time no request is needed at all. */
  private async askOtherTabs(refused: string | null): Promise<string | null> {
    if (!this.channel || refused !== null) return null
    this.channel.postMessage({ type: 'ask' } satisfies Message)
    await new Promise((done) => setTimeout(done, 25))
    return this.usable(refused) ? (this.token?.value ?? null) : null
  }

  private usable(refused: string | null): boolean {
    return (
      this.token !== null &&
      this.token.value !== refused &&
      this.token.expiresAt > Date.now() + marginMs
    )
  }

  private receive(message: Message): void {
    if (message.type === 'token') this.accept(message.token)
    else if (message.type === 'ended') this.end()
    else if (message.type === 'restart') for (const listener of this.restartListeners) listener()
    else if (this.usable(null) && this.token) {
      this.channel?.postMessage({ type: 'token', token: this.token } satisfies Message)
    }
  }

  private keep(token: Token): void {
    this.accept(token)
    this.channel?.postMessage({ type: 'token', token } satisfies Message)
  }

  private accept(token: Token): void {
    this.token = token
    this.change('active')
  }

  private end(): void {
    this.token = null
    this.change('ended')
  }

  private change(state: SessionState): void {
    if (this.state === state) return
    this.state = state
    // Public pages show by it whether somebody is signed in; the cookie is no script's to read.
    if (!this.impersonated) remember('session', state === 'active' ? '1' : null)
    for (const listener of this.listeners) listener()
  }
}

async function requestToken(form: Record<string, string>, early?: Response | null): Promise<Token> {
  const answer = await unwrap(askForToken(form, early))
  return { value: answer.access_token, expiresAt: Date.now() + answer.expires_in * 1000 }
}

/** Not by the client of all other requests: that one asks here for its token. */
async function askForToken(form: Record<string, string>, early?: Response | null) {
  const response = early ?? (await requestOf(form))
  if (!response.ok) return { response, error: await response.json().catch(() => null) }
  return { response, data: (await response.json()) as components['schemas']['TokenRead'] }
}

function requestOf(form: Record<string, string>): Promise<Response> {
  return fetch(`${apiBase}/auth/token`, {
    method: 'POST',
    headers: { 'X-Refresh-Transport': 'cookie' },
    body: new URLSearchParams(form),
    credentials: 'same-origin',
  })
}

function withLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  return navigator.locks ? (navigator.locks.request(name, work) as Promise<T>) : work()
}

/**
 * Staff signed in as a customer, in this tab alone: the token lies in its session storage, so that
 * a reload keeps it and no other tab ever sees it. There is nothing to renew it with.
 */
interface ImpersonationToken {
  token: string
  expiresAt: number
  /** Where staff came from, and go back to. */
  back: string
}

const impersonationKey = 'hostwright.impersonation'

export function readImpersonation(): ImpersonationToken | null {
  try {
    const found: ImpersonationToken | null = JSON.parse(
      sessionStorage.getItem(impersonationKey) ?? 'null',
    )
    if (found && found.expiresAt > Date.now()) return found
    sessionStorage.removeItem(impersonationKey)
  } catch {
    // Storage is refused: then nobody could have begun either.
  }
  return null
}

/** The page has to be opened anew afterwards: everything in it belongs to staff. */
export function beginImpersonation(token: string, seconds: number, back: string): void {
  const impersonation: ImpersonationToken = { token, expiresAt: Date.now() + seconds * 1000, back }
  sessionStorage.setItem(impersonationKey, JSON.stringify(impersonation))
}

/** Forgets the token and opens what staff came from, as themselves. */
export function stopImpersonation(): void {
  const back = readImpersonation()?.back ?? '/admin'
  sessionStorage.removeItem(impersonationKey)
  location.replace(back)
}

const impersonation = readImpersonation()

export const session = impersonation
  ? new Session('hostwright.impersonation', {
      value: impersonation.token,
      expiresAt: impersonation.expiresAt,
    })
  : new Session()

setCredentials({
  current: () => session.current(),
  renew: (refused) => session.renew(refused),
})

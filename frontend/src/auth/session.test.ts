import { QueryClient } from '@tanstack/react-query'
import { HttpResponse, http } from 'msw'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { api } from '~/api/client'
import { authorisedFetch, setCredentials } from '~/api/credentials'
import type { ErrorCode } from '~/api/errors'
import { unwrap } from '~/api/errors'
import { remembered } from '~/lib/remembered'
import { base, problem, server } from '~/testing/server'
import { meQuery } from './me'
import { Session } from './session'

/** jsdom has no Web Locks: a queue per name is all the session needs of them. */
function fakeLocks() {
  const tails = new Map<string, Promise<unknown>>()
  return {
    request: <T>(name: string, work: () => Promise<T>): Promise<T> => {
      const before = tails.get(name) ?? Promise.resolve()
      const mine = before.then(work, work)
      tails.set(
        name,
        mine.catch(() => undefined),
      )
      return mine
    },
  }
}

let refreshes = 0
let cases = 0

const tab = () => new Session(`case-${cases}`)

beforeEach(() => {
  refreshes = 0
  cases += 1
  Object.defineProperty(navigator, 'locks', { value: fakeLocks(), configurable: true })
  server.use(
    http.post(`${base}/auth/token`, async ({ request }) => {
      const form = new URLSearchParams(await request.text())
      expect(request.headers.get('X-Refresh-Transport')).toBe('cookie')
      if (form.get('grant_type') === 'password') return token('signed-in')
      refreshes += 1
      return token(`fresh-${refreshes}`)
    }),
  )
})

afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
  setCredentials({ current: async () => null, renew: async () => null })
})

function busy(seconds: number) {
  const refusal = problem(429, 'too_many_requests')
  refusal.headers.set('Retry-After', String(seconds))
  return refusal
}

function token(value: string) {
  return HttpResponse.json({ access_token: value, token_type: 'bearer', expires_in: 900 })
}

it('refreshes once for everyone who asks in one tab', async () => {
  const session = tab()
  const tokens = await Promise.all([session.current(), session.current(), session.current()])
  expect(tokens).toEqual(['fresh-1', 'fresh-1', 'fresh-1'])
  expect(refreshes).toBe(1)
})

it('shares one refresh between tabs', async () => {
  const tabs = [tab(), tab(), tab()]
  const tokens = await Promise.all(tabs.map((one) => one.current()))
  expect(new Set(tokens)).toEqual(new Set(['fresh-1']))
  expect(refreshes).toBe(1)
})

it('refreshes once for tabs whose token was refused at the same moment', async () => {
  const tabs = [tab(), tab(), tab()]
  const current = await Promise.all(tabs.map((one) => one.current()))
  const renewed = await Promise.all(tabs.map((one, index) => one.renew(current[index] ?? null)))
  expect(renewed).toEqual(['fresh-2', 'fresh-2', 'fresh-2'])
  expect(refreshes).toBe(2)
})

it('takes the token of an open tab without any request', async () => {
  const first = tab()
  await first.current()
  const second = tab()
  expect(await second.current()).toBe('fresh-1')
  expect(refreshes).toBe(1)
})

it('ends everywhere when one tab signs out', async () => {
  server.use(http.post(`${base}/auth/sign-out`, () => new HttpResponse(null, { status: 204 })))
  const first = tab()
  const second = tab()
  await first.current()
  await second.current()
  await first.signOut()
  await vi.waitFor(() => expect(second.getState()).toBe('ended'))
})

it.each<[number, ErrorCode]>([
  [400, 'invalid_grant'],
  [401, 'unauthenticated'],
])('ends when the refresh is refused: %i %s', async (status, code) => {
  const session = tab()
  server.use(http.post(`${base}/auth/token`, () => problem(status, code)))
  expect(await session.current()).toBeNull()
  expect(session.getState()).toBe('ended')
})

it.each<[number, ErrorCode]>([
  [429, 'too_many_requests'],
  [403, 'origin_refused'],
  [500, 'internal_error'],
  [503, 'unavailable'],
])('does not end when the server is in trouble: %i %s', async (status, code) => {
  const session = tab()
  server.use(http.post(`${base}/auth/token`, () => problem(status, code)))
  await expect(session.current()).rejects.toMatchObject({ status, code })
  expect(session.getState()).toBe('unknown')
  server.resetHandlers()
  expect(await session.current()).toBe('token')
})

it('does not end when the server cannot be reached', async () => {
  const session = tab()
  server.use(http.post(`${base}/auth/token`, () => HttpResponse.error()))
  await expect(session.current()).rejects.toMatchObject({ status: 0, code: 'network' })
  expect(session.getState()).toBe('unknown')
})

it('sends no request to a server before the time it asked for', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  const session = tab()
  let asked = 0
  server.use(
    http.post(`${base}/auth/token`, () => {
      asked += 1
      return asked === 1 ? busy(42) : token('fresh')
    }),
  )
  for (const seconds of [0, 20, 21]) {
    vi.setSystemTime(Date.now() + seconds * 1000)
    await expect(session.current()).rejects.toMatchObject({ status: 429, retryAfter: 42 })
  }
  expect(asked).toBe(1)
  vi.setSystemTime(Date.now() + 1000)
  expect(await session.current()).toBe('fresh')
  expect(asked).toBe(2)
})

it('sends nothing without a token while none can be had', async () => {
  const session = tab()
  setCredentials({
    current: () => session.current(),
    renew: (refused) => session.renew(refused),
  })
  let sent = 0
  server.use(
    http.post(`${base}/auth/token`, () => busy(42)),
    http.get(`${base}/things`, () => {
      sent += 1
      return problem(401, 'unauthenticated')
    }),
  )
  const answer = unwrap(api.GET('/things' as '/me'))
  await expect(answer).rejects.toMatchObject({ status: 429, retryAfter: 42 })
  expect(sent).toBe(0)
})

it('restarts other tabs with a token for the account that was chosen', async () => {
  const mine = tab()
  const other = tab()
  const [restartedHere, restartedThere] = [vi.fn(), vi.fn()]
  mine.onRestart(restartedHere)
  other.onRestart(restartedThere)
  await mine.current()
  await mine.restart()
  await vi.waitFor(() => expect(restartedThere).toHaveBeenCalledOnce())
  expect(await other.current()).toBe('fresh-2')
  expect(restartedHere).not.toHaveBeenCalled()
})

it('restarts other tabs although no new token can be had now', async () => {
  const mine = tab()
  const other = tab()
  const restarted = vi.fn()
  other.onRestart(restarted)
  await mine.current()
  server.use(http.post(`${base}/auth/token`, () => busy(42)))
  await mine.restart()
  await vi.waitFor(() => expect(restarted).toHaveBeenCalledOnce())
  expect(await mine.current()).toBe('fresh-1')
})

it('leaves a tab that was for an impersonation as it is when another tab chooses an account', async () => {
  const impersonated = new Session(`case-${cases}`, {
    value: 'customer',
    expiresAt: Date.now() + 3_600_000,
  })
  const own = tab()
  const [restartedImpersonated, restartedInOwn] = [vi.fn(), vi.fn()]
  impersonated.onRestart(restartedImpersonated)
  own.onRestart(restartedInOwn)
  const choosing = tab()
  await choosing.current()
  await choosing.restart()
  await vi.waitFor(() => expect(restartedInOwn).toHaveBeenCalledOnce())
  expect(restartedImpersonated).not.toHaveBeenCalled()
  expect(await impersonated.current()).toBe('customer')
})

it('renews a refused token once and repeats the request with its body', async () => {
  const session = tab()
  setCredentials({
    current: () => session.current(),
    renew: (refused) => session.renew(refused),
  })
  await session.signIn('ilya@example.com', 'correct horse')
  const seen: string[] = []
  server.use(
    http.post(`${base}/things`, async ({ request }) => {
      seen.push(`${request.headers.get('Authorization')} ${await request.text()}`)
      return seen.length === 1 ? problem(401, 'unauthenticated') : HttpResponse.json({ ok: true })
    }),
  )
  const answer = await authorisedFetch(
    new Request(`${base}/things`, { method: 'POST', body: 'typed text' }),
  )
  expect(answer.ok).toBe(true)
  expect(seen).toEqual(['Bearer signed-in typed text', 'Bearer fresh-1 typed text'])
})

it('tells a wrong password apart from a session that ended', async () => {
  server.use(http.post(`${base}/auth/token`, () => problem(401, 'invalid_grant')))
  const session = tab()
  await expect(session.signIn('ilya@example.com', 'no')).rejects.toMatchObject({
    status: 401,
    code: 'invalid_grant',
  })
  expect(session.getState()).toBe('unknown')
})

it('keeps an impersonation token in one tab: never renewed, ended without the cookie', async () => {
  let asked = 0
  server.use(
    http.post(`${base}/auth/token`, () => {
      asked += 1
      return HttpResponse.json({ access_token: 'staff', token_type: 'bearer', expires_in: 900 })
    }),
    http.post(`${base}/auth/sign-out`, () => {
      asked += 1
      return new HttpResponse(null, { status: 204 })
    }),
  )
  const impersonated = new Session('lent', { value: 'customer', expiresAt: Date.now() + 3_600_000 })
  expect(await impersonated.current()).toBe('customer')
  expect(await impersonated.renew('customer')).toBeNull()
  expect(impersonated.getState()).toBe('ended')
  await impersonated.signOut()
  expect(asked).toBe(0)
})

it('leaves a mark for the public pages while somebody is signed in', async () => {
  const one = tab()
  await one.current()
  expect(remembered('session')).toBe('1')
  await one.signOut()
  expect(remembered('session')).toBeNull()
})

function askedEarly(answers: Record<string, Response | null>) {
  vi.stubGlobal('hostwrightEarly', {
    take: (name: string) => {
      const answer = answers[name]
      delete answers[name]
      return answer === undefined ? undefined : Promise.resolve(answer)
    },
  })
}

it('begins with the answers that the document asked for before the code was here', async () => {
  const me = HttpResponse.json({ id: 'early' })
  askedEarly({ token: token('early'), '/me': me })
  const session = tab()
  setCredentials(session)
  expect(await new QueryClient().fetchQuery(meQuery)).toEqual({ id: 'early' })
  expect(await session.current()).toBe('early')
  expect(refreshes).toBe(0)
})

it('asks itself where the early answer did not arrive, and ends where it was a refusal', async () => {
  askedEarly({ token: null })
  expect(await tab().current()).toBe('fresh-1')
  askedEarly({ token: problem(401, 'invalid_refresh_token' as ErrorCode) })
  const ended = tab()
  expect(await ended.current()).toBeNull()
  expect(ended.getState()).toBe('ended')
  expect(refreshes).toBe(1)
})

import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { QueryClientProvider } from '@tanstack/react-query'
import { act, render, screen } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { MemoryRouter } from 'react-router'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createQueryClient } from '~/api/query'
import { session } from '~/auth/session'
import { me } from '~/testing/fixtures'
import { base, problem, server } from '~/testing/server'
import { SignedIn } from './SignedIn'

const dayMs = 86_400_000
let days = 0

// Each test opens the panel on another day: whatever token there was has run out.
beforeEach(() => {
  days += 1
  vi.useFakeTimers({
    toFake: ['Date', 'setInterval', 'clearInterval'],
    now: Date.now() + days * dayMs,
  })
})
afterEach(() => vi.useRealTimers())

function openPanel() {
  render(
    <I18nProvider i18n={i18n}>
      <QueryClientProvider client={createQueryClient()}>
        <MemoryRouter initialEntries={['/panel']}>
          <SignedIn>
            <p>the panel</p>
          </SignedIn>
        </MemoryRouter>
      </QueryClientProvider>
    </I18nProvider>,
  )
}

/** Answers every request for a token, and notes what was asked; a test may turn the failure off. */
function tokensAre(refusal: () => Response) {
  const asked = { tokens: 0, me: 0, failing: true }
  server.use(
    http.post(`${base}/auth/token`, () => {
      asked.tokens += 1
      if (asked.failing) return refusal()
      return HttpResponse.json({ access_token: 'new', token_type: 'bearer', expires_in: 900 })
    }),
    http.get(`${base}/me`, ({ request }) => {
      asked.me += 1
      const known = request.headers.get('Authorization') === 'Bearer new'
      return known ? HttpResponse.json(me) : problem(401, 'unauthenticated')
    }),
  )
  return asked
}

function busy() {
  const refusal = problem(429, 'too_many_requests')
  refusal.headers.set('Retry-After', '42')
  return refusal
}

it('shows the wait after a 429 of the token endpoint, and opens by itself afterwards', async () => {
  const asked = tokensAre(busy)
  openPanel()
  expect(await screen.findByRole('heading', { name: 'One moment, please' })).toBeVisible()
  expect(screen.getByRole('timer')).toHaveTextContent(/by itself in 42 seconds/)
  expect(screen.queryByText(/sign in/i)).toBeNull()
  act(() => vi.advanceTimersByTime(40_000))
  expect(screen.getByRole('timer')).toHaveTextContent(/by itself in 2 seconds/)
  expect(asked).toMatchObject({ tokens: 1, me: 0 })
  asked.failing = false
  act(() => vi.advanceTimersByTime(2_000))
  expect(await screen.findByText('the panel')).toBeVisible()
  expect(asked).toMatchObject({ tokens: 2, me: 1 })
  expect(session.getState()).toBe('active')
})

it('keeps waiting after another 429', async () => {
  tokensAre(busy)
  openPanel()
  expect(await screen.findByRole('timer')).toHaveTextContent(/in 42 seconds/)
  act(() => vi.advanceTimersByTime(42_000))
  expect(await screen.findByText(/in 42 seconds/)).toBeVisible()
  expect(session.getState()).not.toBe('ended')
})

it('offers to try again while the server is away, and keeps the session', async () => {
  const asked = tokensAre(() => problem(503, 'unavailable'))
  openPanel()
  expect(await screen.findByText(/The service is not responding right now/)).toBeVisible()
  expect(screen.queryByText(/sign in/i)).toBeNull()
  expect(asked.me).toBe(0)
  asked.failing = false
  screen.getByRole('button', { name: 'Try again' }).click()
  expect(await screen.findByText('the panel')).toBeVisible()
})

it('keeps the panel open when a token cannot be renewed in the meantime', async () => {
  const asked = tokensAre(busy)
  asked.failing = false
  openPanel()
  expect(await screen.findByText('the panel')).toBeVisible()
  asked.failing = true
  await act(() => session.renew('new').catch(() => null))
  expect(screen.getByText('the panel')).toBeVisible()
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(session.getState()).toBe('active')
})

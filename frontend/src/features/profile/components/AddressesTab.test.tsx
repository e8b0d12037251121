import { act, screen } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { afterEach, expect, it, vi } from 'vitest'
import { openProfile } from '~/testing/profile'
import { base, pageOf, problem, server } from '~/testing/server'

afterEach(() => vi.useRealTimers())

it('says why a list cannot be shown and tries again', async () => {
  let broken = true
  server.use(
    http.get(`${base}/me/addresses`, () =>
      broken ? problem(503, 'unavailable') : HttpResponse.json(pageOf([])),
    ),
  )
  const { user } = openProfile('/security/addresses')
  await screen.findByText('Could not load this')
  broken = false
  await user.click(screen.getByRole('button', { name: 'Try again' }))
  expect(await screen.findByText('No addresses yet')).toBeVisible()
})

it('asks to wait where a list is asked for too often, and shows it when the time has come', async () => {
  vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] })
  let asked = 0
  server.use(
    http.get(`${base}/me/addresses`, () => {
      asked += 1
      if (asked > 1) return HttpResponse.json(pageOf([]))
      const refusal = problem(429, 'too_many_requests')
      refusal.headers.set('Retry-After', '300')
      return refusal
    }),
  )
  openProfile('/security/addresses')
  expect(await screen.findByText('One moment, please')).toBeVisible()
  expect(screen.getByRole('timer')).toHaveTextContent(/by itself in 5 minutes/)
  act(() => vi.advanceTimersByTime(299_000))
  expect(asked).toBe(1)
  act(() => vi.advanceTimersByTime(1_000))
  expect(await screen.findByText('No addresses yet')).toBeVisible()
})

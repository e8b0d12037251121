import { expect, it } from 'vitest'
import { ApiError } from '~/api/errors'
import { withIdempotencyKey } from './idempotency'

it('reuses the key after a lost response, and makes a new one after an answered one', async () => {
  const keys: string[] = []
  const attempt = (error?: Error) =>
    withIdempotencyKey('pay:1', async (key) => {
      keys.push(key)
      if (error) throw error
    }).catch(() => undefined)
  await attempt(new ApiError(0, {}))
  await attempt(new ApiError(503, {}))
  await attempt(new ApiError(409, {}))
  await attempt()
  await attempt()
  const [lost, repeated, refused, next, another] = keys
  expect(repeated).toBe(lost)
  expect(refused).toBe(lost)
  expect(next).not.toBe(lost)
  expect(another).not.toBe(next)
})

import { QueryClient } from '@tanstack/react-query'
import { afterEach, expect, it, vi } from 'vitest'
import { keys } from '~/api/keys'
import { Invalidator } from './invalidate'

afterEach(() => vi.useRealTimers())

it('asks for the notifications again, once, when there are new ones', () => {
  vi.useFakeTimers()
  const queries = new QueryClient()
  const invalidate = vi.spyOn(queries, 'invalidateQueries')
  const invalidator = new Invalidator(queries)
  invalidator.take('notification.added')
  invalidator.take('notification.added')
  vi.runAllTimers()
  expect(invalidate).toHaveBeenCalledExactlyOnceWith({
    queryKey: keys.notifications.all,
  })
})

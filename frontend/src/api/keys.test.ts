import { QueryClient } from '@tanstack/react-query'
import { expect, it } from 'vitest'
import { keys, scopeKey } from './keys'

it('invalidates every query of a resource by its first key, and no other', () => {
  const queries = new QueryClient()
  const ofServices = [
    keys.services.list({ page: 1 }),
    keys.services.one('1', 'logs'),
    keys.services.view('latest'),
  ]
  for (const key of [...ofServices, keys.admin.services.all, keys.summary.all]) {
    queries.setQueryData(key, 'read')
  }
  const found = queries.getQueryCache().findAll({ queryKey: keys.services.all })
  expect(found.map(({ queryKey }) => queryKey)).toEqual(ofServices)
  expect(queries.getQueryCache().findAll({ queryKey: scopeKey('account') })).toHaveLength(4)
})

it('names no two resources alike', () => {
  const { admin, ...rest } = keys
  const all = [...Object.values(rest), ...Object.values(admin)].map((one) => one.all.join('/'))
  expect(new Set(all).size).toBe(all.length)
})

it('refuses a key that was typed by hand', () => {
  // @ts-expect-error: only the factories make keys.
  new QueryClient().setQueryData(['services'], 'read')
})

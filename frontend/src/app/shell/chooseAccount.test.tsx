import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query'
import { act, render, screen, waitFor } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { afterEach, expect, it } from 'vitest'
import { setCredentials } from '~/api/credentials'
import { keys } from '~/api/keys'
import { type Me, meQuery } from '~/auth/me'
import { useResetOnPermissionChange } from '~/auth/permissionChanges'
import { me } from '~/testing/fixtures'
import { base, server } from '~/testing/server'
import { chooseAccount } from './chooseAccount'

const studio = { ...me, account: { ...me.account, id: 'studio', name: 'Studio' } } as Me

afterEach(() => setCredentials({ current: async () => null, renew: async () => null }))

/** Responses that a test resolves by the index of their request. */
function deferredResponses<Answer>() {
  const waiting: ((answer: Answer) => void)[] = []
  return {
    count: () => waiting.length,
    request: () => new Promise<Answer>((answer) => waiting.push(answer)),
    resolve: (which: number, answer: Answer) => act(async () => waiting[which]?.(answer)),
  }
}

function openOrders() {
  const queries = new QueryClient({ defaultOptions: { queries: { staleTime: 60_000 } } })
  queries.setQueryData(meQuery.queryKey, me)
  const orders = deferredResponses<string>()
  const switchRequest = deferredResponses<null>()
  server.use(
    http.post(`${base}/me/account`, async () => {
      await switchRequest.request()
      return HttpResponse.json(studio)
    }),
    http.get(`${base}/me`, () => HttpResponse.json(studio)),
  )
  const Orders = () => {
    useResetOnPermissionChange(useQuery(meQuery).data)
    const { data } = useQuery({ queryKey: keys.orders.all, queryFn: orders.request })
    return <p>{data ?? 'loading'}</p>
  }
  render(
    <QueryClientProvider client={queries}>
      <Orders />
    </QueryClientProvider>,
  )
  return { queries, orders, switchRequest }
}

it('refetches when the event of the switch arrives before its response', async () => {
  const { queries, orders, switchRequest } = openOrders()
  await orders.resolve(0, 'orders of the former account')
  expect(await screen.findByText('orders of the former account')).toBeVisible()
  const chosen = chooseAccount(queries, 'studio')
  await waitFor(() => expect(switchRequest.count()).toBe(1))
  await act(() => queries.invalidateQueries({ queryKey: meQuery.queryKey }))
  await waitFor(() => expect(orders.count()).toBe(2))
  await switchRequest.resolve(0, null)
  await act(() => chosen)
  await waitFor(() => expect(orders.count()).toBe(3))
  await orders.resolve(1, 'orders read with the former token')
  await orders.resolve(2, 'orders of the studio')
  expect(await screen.findByText('orders of the studio')).toBeVisible()
})

it('fetches once when the response arrives first', async () => {
  const { queries, orders, switchRequest } = openOrders()
  const chosen = chooseAccount(queries, 'studio')
  await waitFor(() => expect(switchRequest.count()).toBe(1))
  await switchRequest.resolve(0, null)
  await act(() => chosen)
  await waitFor(() => expect(orders.count()).toBe(2))
  await orders.resolve(0, 'orders of the former account')
  await orders.resolve(1, 'orders of the studio')
  expect(await screen.findByText('orders of the studio')).toBeVisible()
  expect(orders.count()).toBe(2)
})

it('does not cancel requests outside the account scope', async () => {
  const { queries, switchRequest } = openOrders()
  const plans = deferredResponses<string>()
  const catalog = queries.fetchQuery({ queryKey: keys.catalog.all, queryFn: plans.request })
  const chosen = chooseAccount(queries, 'studio')
  await waitFor(() => expect(switchRequest.count()).toBe(1))
  await switchRequest.resolve(0, null)
  await act(() => chosen)
  await plans.resolve(0, 'plans')
  await expect(catalog).resolves.toBe('plans')
})

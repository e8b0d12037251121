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

/** Answers that a test gives when it wants to, in the order in which they were asked for. */
function heldAnswers<Answer>() {
  const waiting: ((answer: Answer) => void)[] = []
  return {
    asked: () => waiting.length,
    ask: () => new Promise<Answer>((answer) => waiting.push(answer)),
    give: (which: number, answer: Answer) => act(async () => waiting[which]?.(answer)),
  }
}

function openOrders() {
  const queries = new QueryClient({ defaultOptions: { queries: { staleTime: 60_000 } } })
  queries.setQueryData(meQuery.queryKey, me)
  const orders = heldAnswers<string>()
  const switched = heldAnswers<null>()
  server.use(
    http.post(`${base}/me/account`, async () => {
      await switched.ask()
      return HttpResponse.json(studio)
    }),
    http.get(`${base}/me`, () => HttpResponse.json(studio)),
  )
  const Orders = () => {
    useResetOnPermissionChange(useQuery(meQuery).data)
    const { data } = useQuery({ queryKey: keys.orders.all, queryFn: orders.ask })
    return <p>{data ?? 'loading'}</p>
  }
  render(
    <QueryClientProvider client={queries}>
      <Orders />
    </QueryClientProvider>,
  )
  return { queries, orders, switched }
}

it('shows the other account when the stream tells of the switch before the answer does', async () => {
  const { queries, orders, switched } = openOrders()
  await orders.give(0, 'orders of the former account')
  expect(await screen.findByText('orders of the former account')).toBeVisible()
  const chosen = chooseAccount(queries, 'studio')
  await waitFor(() => expect(switched.asked()).toBe(1))
  await act(() => queries.invalidateQueries({ queryKey: meQuery.queryKey }))
  await waitFor(() => expect(orders.asked()).toBe(2))
  await switched.give(0, null)
  await act(() => chosen)
  await waitFor(() => expect(orders.asked()).toBe(3))
  await orders.give(1, 'orders read with the former token')
  await orders.give(2, 'orders of the studio')
  expect(await screen.findByText('orders of the studio')).toBeVisible()
})

it('asks once for what is shown when the answer comes first', async () => {
  const { queries, orders, switched } = openOrders()
  const chosen = chooseAccount(queries, 'studio')
  await waitFor(() => expect(switched.asked()).toBe(1))
  await switched.give(0, null)
  await act(() => chosen)
  await waitFor(() => expect(orders.asked()).toBe(2))
  await orders.give(0, 'orders of the former account')
  await orders.give(1, 'orders of the studio')
  expect(await screen.findByText('orders of the studio')).toBeVisible()
  expect(orders.asked()).toBe(2)
})

it('leaves what does not belong to the account alone', async () => {
  const { queries, switched } = openOrders()
  const plans = heldAnswers<string>()
  const catalog = queries.fetchQuery({ queryKey: keys.catalog.all, queryFn: plans.ask })
  const chosen = chooseAccount(queries, 'studio')
  await waitFor(() => expect(switched.asked()).toBe(1))
  await switched.give(0, null)
  await act(() => chosen)
  await plans.give(0, 'plans')
  await expect(catalog).resolves.toBe('plans')
})

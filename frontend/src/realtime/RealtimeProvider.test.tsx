import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render, screen } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { expect, it, vi } from 'vitest'
import { meQuery, useMe } from '~/auth/me'
import { me } from '~/testing/fixtures'
import { base, server } from '~/testing/server'
import { RealtimeProvider } from './RealtimeProvider'

function Account() {
  return <p>for {useMe()?.account?.name}</p>
}

it.each([
  [
    'ends',
    () => new HttpResponse('id: 1\n\n', { headers: { 'Content-Type': 'text/event-stream' } }),
  ],
  ['is refused', () => new HttpResponse(null, { status: 403 })],
])('asks again who is there when the stream %s', async (_, answer) => {
  let asked = 0
  server.use(
    http.get(`${base}/me`, () => {
      asked += 1
      const account = { ...me.account, name: asked === 1 ? 'Studio' : 'Own' }
      return HttpResponse.json({ ...me, account })
    }),
    http.get(`${base}/events`, answer),
  )
  render(
    <QueryClientProvider client={new QueryClient()}>
      <RealtimeProvider>
        <Account />
      </RealtimeProvider>
    </QueryClientProvider>,
  )
  expect(await screen.findByText('for Own')).toBeVisible()
})

it('begins the stream where the person was read: what happened since is heard', async () => {
  const positions: (string | null)[] = []
  server.use(
    http.get(`${base}/events`, ({ request }) => {
      positions.push(request.headers.get('Last-Event-ID'))
      return new HttpResponse(new ReadableStream(), {
        headers: { 'Content-Type': 'text/event-stream' },
      })
    }),
  )
  const queries = new QueryClient()
  queries.setQueryData(meQuery.queryKey, { ...me, event_position: 41 })
  render(
    <QueryClientProvider client={queries}>
      <RealtimeProvider>
        <Account />
      </RealtimeProvider>
    </QueryClientProvider>,
  )
  await vi.waitFor(() => expect(positions).toEqual(['41']))
})

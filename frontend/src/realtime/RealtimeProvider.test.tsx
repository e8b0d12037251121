import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render, screen } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { expect, it } from 'vitest'
import { useMe } from '~/auth/me'
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

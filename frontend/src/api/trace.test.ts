import { HttpResponse, http } from 'msw'
import { expect, it } from 'vitest'
import { base, server } from '~/testing/server'
import { authorisedFetch } from './credentials'
import { observeRequests } from './observer'

it('begins a trace with each request once the API says that it records them', async () => {
  observeRequests()
  const sent: (string | null)[] = []
  server.use(
    http.get(`${base}/me`, ({ request }) => {
      sent.push(request.headers.get('traceparent'))
      const traceresponse = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`
      return HttpResponse.json({}, sent.length > 1 ? { headers: { traceresponse } } : {})
    }),
  )
  for (let n = 0; n < 4; n += 1) await authorisedFetch(new Request(`${base}/me`))
  expect(sent.slice(0, 2)).toEqual([null, null])
  for (const one of sent.slice(2)) expect(one).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
  expect(sent[2]).not.toBe(sent[3])
})

import { HttpResponse, http } from 'msw'
import { expect, it } from 'vitest'
import { base, problem, server } from '~/testing/server'
import { sendWithProgress } from './upload'

const put = () => new Request(`${base}/me/avatar`, { method: 'PUT', body: 'x'.repeat(5_000) })

it('tells how much has left, and gives the answer as fetch does', async () => {
  server.use(
    http.put(`${base}/me/avatar`, async ({ request }) =>
      HttpResponse.json({ got: (await request.text()).length }, { headers: { 'X-Seen': 'yes' } }),
    ),
  )
  const told: number[] = []
  const answer = await sendWithProgress((percent) => told.push(percent))(put())
  expect(await answer.json()).toEqual({ got: 5_000 })
  expect(answer.headers.get('X-Seen')).toBe('yes')
  expect(told.at(-1)).toBe(100)
})

it('gives a refusal and an empty answer as they are', async () => {
  server.use(http.put(`${base}/me/avatar`, () => problem(507, 'storage_full')))
  const refused = await sendWithProgress(() => undefined)(put())
  expect([refused.status, (await refused.json()).code]).toEqual([507, 'storage_full'])
  server.use(http.put(`${base}/me/avatar`, () => new HttpResponse(null, { status: 204 })))
  expect((await sendWithProgress(() => undefined)(put())).status).toBe(204)
})

it('fails as fetch does where nothing answers', async () => {
  server.use(http.put(`${base}/me/avatar`, () => HttpResponse.error()))
  await expect(sendWithProgress(() => undefined)(put())).rejects.toThrow(TypeError)
})

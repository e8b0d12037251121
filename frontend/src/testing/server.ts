import { HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'
import type { ErrorCode } from '~/api/errors'
import { me, summary } from './fixtures'

export const base = 'https://panel.test/api/v1'

/** What every page asks for; a test adds its own with `server.use(...)`. */
export const server = setupServer(
  http.post(`${base}/auth/token`, () =>
    HttpResponse.json({ access_token: 'token', token_type: 'bearer', expires_in: 900 }),
  ),
  http.get(`${base}/me`, () => HttpResponse.json(me)),
  http.get(`${base}/me/summary`, () => HttpResponse.json(summary)),
  http.get(`${base}/notifications`, () => HttpResponse.json(pageOf([]))),
)

/** A list answer with these rows on its only page. */
export function pageOf<Row>(items: Row[], extra: Record<string, unknown> = {}) {
  return { items, total: items.length, total_exact: true, page: 1, size: 25, pages: 1, ...extra }
}

/** problem+json as the API sends it. */
export function problem(status: number, code: ErrorCode, extra: Record<string, unknown> = {}) {
  return HttpResponse.json(
    { type: 'about:blank', title: code, status, code, request_id: 'req_1', ...extra },
    { status, headers: { 'Content-Type': 'application/problem+json' } },
  )
}

/** Answered, with nothing to tell. */
export const nothing = () => new HttpResponse(null, { status: 204 })

/** Collects the bodies sent to an address, and answers each with what is given. */
export function listen(
  verb: 'post' | 'put' | 'patch' | 'delete',
  path: string,
  answer: () => Response,
) {
  const sent: unknown[] = []
  server.use(
    http[verb](`${base}${path}`, async ({ request }) => {
      sent.push(await request.json().catch(() => null))
      return answer()
    }),
  )
  return sent
}

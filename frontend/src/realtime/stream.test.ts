import { HttpResponse, http } from 'msw'
import { expect, it, vi } from 'vitest'
import { base, server } from '~/testing/server'
import { EventStream } from './stream'

const headers = { 'Content-Type': 'text/event-stream' }

/** A stream that arrives in these pieces and then ends. */
function streamOf(...pieces: string[]) {
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(encoder.encode(piece))
      controller.close()
    },
  })
  return new HttpResponse(body, { headers })
}

/** Runs the stream over these answers, one a connection; the last one stays open. */
async function follow(...answers: (() => Response)[]) {
  const positions: (string | null)[] = []
  server.use(
    http.get(`${base}/events`, ({ request }) => {
      positions.push(request.headers.get('Last-Event-ID'))
      const answer = answers[positions.length - 1]
      return answer ? answer() : new HttpResponse(new ReadableStream(), { headers })
    }),
  )
  const events: unknown[] = []
  const stream = new EventStream(
    ({ event, data }) => events.push([event, data]),
    () => undefined,
  )
  const stop = stream.start()
  for (let connection = 1; connection <= answers.length; connection += 1) {
    await vi.waitFor(() => expect(stream.getState()).toBe('waiting'))
    globalThis.dispatchEvent(new Event('online'))
    await vi.waitFor(() => expect(positions).toHaveLength(connection + 1))
  }
  stop()
  return { events, positions }
}

it('reads events whose pieces end anywhere', async () => {
  const { events } = await follow(() =>
    streamOf(
      'id: 1\nevent: order',
      '.paid\ndata: {"a"',
      ':1}\n',
      '\n: ping\n\nid: 2\r',
      '\ndata: x\r\n\r\n',
    ),
  )
  expect(events).toEqual([
    ['order.paid', '{"a":1}'],
    [undefined, 'x'],
  ])
})

it('resumes after the last event, and from where a stream without any began', async () => {
  const { positions } = await follow(
    () => streamOf('retry: 1000\nid: 7\n\n'),
    () => streamOf('id: 8\nevent: order.paid\ndata: {}\n\n'),
  )
  expect(positions).toEqual([null, '7', '8'])
})

it('says at once that the network is gone, and comes back with it', async () => {
  let asked = 0
  server.use(
    http.get(`${base}/events`, () => {
      asked += 1
      const start = (open: ReadableStreamDefaultController<Uint8Array>) =>
        open.enqueue(new TextEncoder().encode(': open\n\n'))
      return new HttpResponse(new ReadableStream({ start }), { headers })
    }),
  )
  const online = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
  const stream = new EventStream(
    () => undefined,
    () => undefined,
  )
  const stop = stream.start()
  await vi.waitFor(() => expect(stream.getState()).toBe('live'))
  globalThis.dispatchEvent(new Event('offline'))
  expect(stream.getState()).toBe('offline')
  await vi.waitFor(() => expect(stream.getState()).toBe('offline'))
  online.mockReturnValue(true)
  await vi.waitFor(() => {
    globalThis.dispatchEvent(new Event('online'))
    expect(stream.getState()).toBe('live')
  })
  expect(asked).toBe(2)
  stop()
  online.mockRestore()
})

import type { EventSourceMessage } from 'eventsource-parser'
import { EventSourceParserStream } from 'eventsource-parser/stream'
import { apiBase } from '~/api/client'
import { authorisedFetch } from '~/api/credentials'

export type StreamState = 'connecting' | 'live' | 'waiting' | 'offline'

/** EventSource cannot send a bearer token: the stream is read by fetch, and resumed here. */
export class EventStream {
  private state: StreamState = 'connecting'
  private attempt = 0
  private wake: (() => void) | null = null
  private connection: AbortController | null = null
  private readonly listeners = new Set<() => void>()

  /**
   * `onEnd`: the server ended or refused the stream, as it does when the reader's rights change.
   * `lastId`: what is shown already was read no earlier than at this position.
   */
  constructor(
    private readonly onEvent: (event: EventSourceMessage) => void,
    private readonly onEnd: () => void,
    private lastId: string | null = null,
  ) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  readonly getState = (): StreamState => this.state

  /** Runs until the returned function is called. */
  start(): () => void {
    const controller = new AbortController()
    // A connection that lost its network may look open for minutes: it is given up at once.
    const online = () => this.wake?.()
    const offline = () => {
      this.change('offline')
      this.connection?.abort()
    }
    globalThis.addEventListener('online', online)
    globalThis.addEventListener('offline', offline)
    void this.run(controller.signal)
    return () => {
      globalThis.removeEventListener('online', online)
      globalThis.removeEventListener('offline', offline)
      controller.abort()
      this.wake?.()
    }
  }

  private async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const ended = await this.readOnce(signal).catch(() => false)
      if (signal.aborted) return
      if (ended) this.onEnd()
      this.change(navigator.onLine ? 'waiting' : 'offline')
      await this.pause()
    }
  }

  /** True when the server had no more to say to this reader. */
  private async readOnce(ended: AbortSignal): Promise<boolean> {
    this.connection = new AbortController()
    const signal = AbortSignal.any([ended, this.connection.signal])
    const headers: Record<string, string> = { Accept: 'text/event-stream' }
    if (this.lastId !== null) headers['Last-Event-ID'] = this.lastId
    const response = await authorisedFetch(new Request(`${apiBase}/events`, { headers, signal }))
    if (!response.ok || !response.body) return response.status === 403
    this.attempt = 0
    this.change('live')
    // An id comes without an event too: with it the server says where the stream begins.
    const onId = (id: string) => {
      this.lastId = id
    }
    const reader = response.body
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new EventSourceParserStream({ onId }))
      .getReader()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return true
      this.onEvent(value)
    }
  }

  /** 1 s, 2 s, 4 s … 30 s, with jitter: a restarted server is not met by everyone at once. */
  private pause(): Promise<void> {
    const base = Math.min(30_000, 1000 * 2 ** this.attempt)
    this.attempt += 1
    return new Promise((done) => {
      const timer = setTimeout(done, base * (0.7 + Math.random() * 0.6))
      this.wake = () => {
        clearTimeout(timer)
        done()
      }
    })
  }

  private change(state: StreamState): void {
    if (this.state === state) return
    this.state = state
    for (const listener of this.listeners) listener()
  }
}

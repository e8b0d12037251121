import type { Schema } from './client'

export type FieldProblem = Schema<'FieldProblem'>

/** What the API may answer, and what the panel says where no answer of it arrived. */
export type ErrorCode = Schema<'ErrorCode'> | 'network' | 'unknown'

interface Problem {
  title?: string
  detail?: string
  code?: ErrorCode
  errors?: FieldProblem[]
  params?: Record<string, string | number>
  request_id?: string
}

/** What went wrong with a request. `status` 0 means that the server was not reached at all. */
export class ApiError extends Error {
  readonly status: number
  readonly code: ErrorCode
  readonly fields: FieldProblem[]
  readonly requestId: string | null
  readonly params: Record<string, string | number>
  /** Seconds until asking again makes sense, where the server said so. */
  readonly retryAfter: number | null
  /** The same as a moment, in milliseconds. */
  readonly retryAt: number | null
  /** What this kind of problem says beyond the common members (RFC 9457, 3.2). */
  readonly members: Readonly<Record<string, unknown>>

  constructor(status: number, problem: Problem, retryAfter: number | null = null) {
    super(problem.detail ?? problem.title ?? 'Request failed')
    this.name = 'ApiError'
    this.status = status
    this.code = problem.code ?? (status === 0 ? 'network' : 'unknown')
    this.fields = problem.errors ?? []
    this.requestId = problem.request_id ?? null
    this.params = problem.params ?? {}
    this.retryAfter = retryAfter
    this.retryAt = retryAfter === null ? null : Date.now() + retryAfter * 1000
    this.members = { ...problem }
  }

  /** What support looks a fault of ours up by; a mistake of the reader's needs none. */
  get supportId(): string | null {
    return this.status >= 500 || (this.status > 0 && this.code === 'unknown')
      ? this.requestId
      : null
  }

  get offline(): boolean {
    return this.status === 0
  }
}

interface Answer<T> {
  data?: T
  error?: unknown
  response: Response
}

/** A list answers numbered pages or pages by cursor, as it is asked: the panel asks for numbered ones. */
type Numbered<T> =
  Extract<T, { total_exact: boolean }> extends never ? T : Extract<T, { total_exact: boolean }>

/** The data of an answer, or an ApiError; a request that never arrived or was never sent is one too. */
export async function unwrap<T>(request: Promise<Answer<T>>): Promise<Numbered<T>> {
  let answer: Answer<T>
  try {
    answer = await request
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    // There was no token to send it with, and the reason is known already.
    if (cause instanceof ApiError) throw cause
    throw new ApiError(0, { title: 'Network error' })
  }
  if (answer.response.ok) return answer.data as Numbered<T>
  throw problemOf(answer.response, answer.error)
}

/** problem+json from the API, or whatever a proxy on the way has said. */
export function problemOf(response: Response, body: unknown): ApiError {
  const problem = typeof body === 'object' && body !== null ? (body as Problem) : {}
  const requestId = problem.request_id ?? response.headers.get('x-request-id')
  return new ApiError(
    response.status,
    requestId ? { ...problem, request_id: requestId } : problem,
    secondsOf(response.headers.get('retry-after')),
  )
}

/** `Retry-After` in seconds; it may be a date (RFC 9110, 10.2.3). */
function secondsOf(header: string | null): number | null {
  if (!header) return null
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000
  return Number.isFinite(seconds) ? Math.max(1, Math.ceil(seconds)) : null
}

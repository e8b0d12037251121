import type { Tryable } from './OperationEntry'

export interface Answered {
  /** `200 OK`, or why nothing came back. */
  status: string
  text: string
}

const maxShown = 20_000
const withoutBody = ['GET', 'HEAD']

/** The request that a filled form stands for. */
export function requestOf(operation: Tryable, form: FormData): Request {
  const headers = new Headers()
  const query = new URLSearchParams()
  let path = operation.path
  const token = String(form.get('token') ?? '').trim()
  if (token) headers.set('Authorization', `Bearer ${token}`)
  for (const { name, in: place } of operation.parameters) {
    const value = String(form.get(`${place}.${name}`) ?? '').trim()
    if (place === 'path') path = path.replace(`{${name}}`, encodeURIComponent(value))
    else if (value && place === 'query') query.append(name, value)
    else if (value && place === 'header') headers.set(name, value)
  }
  const address = query.size > 0 ? `${path}?${query}` : path
  const body = bodyOf(operation, String(form.get('body') ?? ''))
  if (body !== undefined) headers.set('Content-Type', operation.kind)
  const { method } = operation
  // Neither the panel's own session nor anything else of this browser goes with it.
  const settings: RequestInit = { method, headers, credentials: 'omit', cache: 'no-store' }
  if (body !== undefined && !withoutBody.includes(method)) settings.body = body
  return new Request(new URL(address, location.origin), settings)
}

function bodyOf({ kind }: Tryable, text: string): string | undefined {
  if (!kind) return undefined
  if (kind !== 'application/x-www-form-urlencoded') return text
  const given = Object.entries(JSON.parse(text) as Record<string, unknown>)
  const filled = given.flatMap(([name, value]) => (value ? [[name, String(value)]] : []))
  return new URLSearchParams(filled as [string, string][]).toString()
}

/** Sends it; a stream is shown as far as it came within two seconds. */
export async function send(operation: Tryable, form: FormData): Promise<Answered> {
  try {
    const request = requestOf(operation, form)
    const answer = await fetch(request)
    const text = await beginningOf(answer)
    return { status: `${answer.status} ${answer.statusText}`, text: pretty(text) }
  } catch (error) {
    return { status: String(error), text: '' }
  }
}

async function beginningOf(answer: Response): Promise<string> {
  const reader = answer.body?.getReader()
  if (!reader) return ''
  const decoder = new TextDecoder()
  const ends = setTimeout(() => reader.cancel(), 2000)
  let text = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done || text.length > maxShown) break
    text += decoder.decode(value, { stream: true })
  }
  clearTimeout(ends)
  return text.slice(0, maxShown)
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

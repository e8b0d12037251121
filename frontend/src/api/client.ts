import createClient from 'openapi-fetch'
import { authorisedFetch } from './credentials'
import type { components, paths } from './schema.gen'

/** One origin serves the panel and the API; the generator strips this prefix from the paths. */
export const apiBase = `${globalThis.location?.origin ?? ''}/api/v1`

export const api = createClient<paths>({ baseUrl: apiBase, fetch: authorisedFetch })

export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name]

/** A fresh key for one operation: keep it across retries, so that nothing happens twice. */
export function newIdempotencyKey(): string {
  return crypto.randomUUID()
}

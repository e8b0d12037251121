import { queryOptions } from '@tanstack/react-query'
import { api, type Schema } from '~/api/client'
import { unwrap } from '~/api/errors'
import { keys } from '~/api/keys'

export type PendingVersion = Schema<'LegalVersionRead'>

/** Asked once when the panel opens: a version that is published meanwhile waits for the next time. */
export const consentsQuery = queryOptions({
  queryKey: keys.consents.all,
  queryFn: ({ signal }) => unwrap(api.GET('/me/consents', { signal })),
  staleTime: Number.POSITIVE_INFINITY,
})

export const acceptDocuments = (document_ids: string[]) =>
  unwrap(api.POST('/me/consents', { body: { document_ids } }))

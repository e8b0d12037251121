import { queryOptions } from '@tanstack/react-query'
import { withIdempotencyKey } from '~/actions/idempotency'
import { api, type Schema } from '~/api/client'
import { unwrap } from '~/api/errors'
import { keys } from '~/api/keys'
import { asQuery, defineList, type ListParams } from '~/api/query'

export type LegalDocument = Schema<'LegalDocumentRead'>
export type LegalText = Schema<'LegalDocumentTextRead'>

const filters = ['kind', 'state'] as const

export const documentsList = defineList({
  path: '/admin/legal-documents',
  key: keys.admin.legal.list,
  filters,
  sort: '-created_at',
  fetch: (params: ListParams<(typeof filters)[number]>, signal: AbortSignal) =>
    unwrap(api.GET('/admin/legal-documents', { params: { query: asQuery(params) }, signal })),
})

const one = (document_id: string) => ({ path: { document_id } })
const seen = ({ id, version }: LegalDocument) => ({
  params: { ...one(id), header: { 'If-Match': `"${version}"` } },
})

export const documentQuery = (id: string) =>
  queryOptions({
    queryKey: keys.admin.legal.one(id),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/admin/legal-documents/{document_id}', { params: one(id), signal })),
  })

export const createDraft = (kind: LegalDocument['kind']) =>
  withIdempotencyKey(`admin.legal.create.${kind}`, (key) =>
    unwrap(
      api.POST('/admin/legal-documents', {
        params: { header: { 'Idempotency-Key': key } },
        body: { kind, requires_consent: true },
      }),
    ),
  )

export const updateDraft = (document: LegalDocument, body: Schema<'LegalDocumentUpdate'>) =>
  unwrap(api.PUT('/admin/legal-documents/{document_id}', { ...seen(document), body }))

export const publishDraft = (document: LegalDocument, effective_at: string | null) =>
  unwrap(
    api.POST('/admin/legal-documents/{document_id}/actions/publish', {
      ...seen(document),
      body: { effective_at },
    }),
  )

export const deleteDraft = ({ id }: LegalDocument) =>
  unwrap(api.DELETE('/admin/legal-documents/{document_id}', { params: one(id) }))

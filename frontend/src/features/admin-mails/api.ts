import { queryOptions } from '@tanstack/react-query'
import { api, type Schema } from '~/api/client'
import { unwrap } from '~/api/errors'
import { keys } from '~/api/keys'
import { asQuery, defineList, type ListParams } from '~/api/query'

export type Mail = Schema<'MailRead'>
export type MailDetail = Schema<'MailDetailRead'>
export type Kind = Schema<'MailKindRead'>

const filters = ['state', 'template', 'account_id', 'created_at__gte', 'created_at__lte'] as const

const listMails = (params: ListParams<(typeof filters)[number]>, signal: AbortSignal) =>
  unwrap(api.GET('/admin/mails', { params: { query: asQuery(params) }, signal }))

export const mailsList = defineList({
  path: '/admin/mails',
  key: keys.admin.mails.list,
  filters,
  sort: '-created_at',
  fetch: listMails,
})

/** What is mailed changes with a release only. */
export const kindsQuery = queryOptions({
  queryKey: keys.admin.mails.view('kinds'),
  queryFn: ({ signal }) => unwrap(api.GET('/admin/mails/kinds', { signal })),
  staleTime: Number.POSITIVE_INFINITY,
})

/** No event tells that an email has left: one that waits is asked for again and again. */
export const mailQuery = (id: string) =>
  queryOptions({
    queryKey: keys.admin.mails.one(id),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/admin/mails/{mail_id}', { params: { path: { mail_id: id } }, signal })),
    refetchInterval: ({ state }) => (state.data?.state === 'pending' ? 3000 : false),
  })

export const resendMail = (id: string, key: string) =>
  unwrap(
    api.POST('/admin/mails/{mail_id}/actions/resend', {
      params: { path: { mail_id: id }, header: { 'Idempotency-Key': key } },
    }),
  )

export const retryMail = (id: string) =>
  unwrap(api.POST('/admin/mails/{mail_id}/actions/retry', { params: { path: { mail_id: id } } }))

export const retryFailed = (since: string) =>
  unwrap(api.POST('/admin/mails/actions/retry-failed', { body: { since } }))

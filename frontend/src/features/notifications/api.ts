import { api, type Schema } from '~/api/client'
import { unwrap } from '~/api/errors'
import { keys } from '~/api/keys'
import { asQuery, defineList, type ListParams } from '~/api/query'

export type Notification = Schema<'NotificationRead'>

const filters = ['unread'] as const
export type Filter = (typeof filters)[number]

const list = (params: ListParams<Filter>, signal: AbortSignal) =>
  unwrap(api.GET('/notifications', { params: { query: asQuery(params) }, signal }))

export const notificationsList = defineList({
  key: keys.notifications.list,
  filters,
  sort: '-created_at',
  fetch: list,
})

export const markRead = (id: string) =>
  unwrap(
    api.POST('/notifications/{notification_id}/actions/read', {
      params: { path: { notification_id: id } },
    }),
  )

export const markAllRead = () => unwrap(api.POST('/notifications/actions/read-all'))

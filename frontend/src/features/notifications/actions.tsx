import { msg } from '@lingui/core/macro'
import { IconCheck, IconChecks } from '@tabler/icons-react'
import { defineAction } from '~/actions/action'
import { keys } from '~/api/keys'
import { markAllRead, markRead, type Notification } from './api'

const lists = () => [keys.notifications.all]

export const read = defineAction<Notification>({
  id: 'notifications.read',
  harm: 'none',
  label: msg`Mark as read`,
  icon: IconCheck,
  permission: 'notifications:read',
  visible: ({ read_at }) => read_at === null,
  subjectKey: ({ id }) => id,
  perform: async ({ id }) => {
    await markRead(id)
    return undefined
  },
  invalidates: lists,
})

export const readAll = defineAction({
  id: 'notifications.read-all',
  harm: 'none',
  label: msg`Mark all as read`,
  icon: IconChecks,
  permission: 'notifications:read',
  perform: async () => {
    await markAllRead()
    return { title: msg`Everything is marked as read` }
  },
  invalidates: lists,
})

import { msg } from '@lingui/core/macro'
import { IconRefresh } from '@tabler/icons-react'
import { defineAction } from '~/actions/action'
import { keys } from '~/api/keys'
import { type Operation, retryOperation } from './api'

export const retry = defineAction<Operation>({
  id: 'admin.operations.retry',
  label: msg`Run again`,
  icon: IconRefresh,
  permission: 'services:manage',
  visible: (operation) => operation.retryable,
  subjectKey: (operation) => operation.id,
  perform: async (operation) => {
    await retryOperation(operation.id)
    return { title: msg`${operation.hostname}: back in the queue` }
  },
  invalidates: () => [keys.admin.operations.all, keys.admin.services.all, keys.admin.overview.all],
})

export const operationActions = [retry]

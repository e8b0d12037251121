import { msg } from '@lingui/core/macro'
import { IconPlayerPlay, IconPlayerStop, IconRefresh, IconReload } from '@tabler/icons-react'
import { defineAction } from '~/actions/action'
import { keys } from '~/api/keys'
import {
  type Operation,
  restartService,
  retryOperation,
  type Service,
  startService,
  stopService,
} from './api'

export const retry = defineAction<Operation>({
  id: 'admin.operations.retry',
  harm: 'none',
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

const ofService = {
  permission: 'services:manage',
  subjectKey: (service: Service) => service.id,
  invalidates: () => [keys.admin.services.all, keys.admin.operations.all, keys.admin.overview.all],
} as const

const offered = (name: Service['allowed_actions'][number]) => (service: Service) =>
  service.allowed_actions.includes(name)

export const start = defineAction<Service>({
  ...ofService,
  id: 'admin.services.start',
  harm: 'none',
  label: msg`Start`,
  icon: IconPlayerPlay,
  visible: offered('start'),
  perform: async (service) => {
    await startService(service.id)
    return { title: msg`${service.hostname} is starting` }
  },
})

export const stop = defineAction<Service>({
  ...ofService,
  id: 'admin.services.stop',
  harm: 'notice',
  label: msg`Stop`,
  icon: IconPlayerStop,
  visible: offered('stop'),
  confirm: (service) => ({
    title: msg`Stop ${service.hostname} of ${service.account_name ?? service.account_id}?`,
    body: msg`The customer and their visitors cannot reach it until one of you starts it again. Data and address are kept, and it is billed as before.`,
    confirm: msg`Stop the customer’s service`,
  }),
  perform: async (service) => {
    await stopService(service.id)
    return {
      title: msg`${service.hostname} is stopping`,
      undo: { label: msg`Start again`, perform: () => startService(service.id) },
    }
  },
})

export const restart = defineAction<Service>({
  ...ofService,
  id: 'admin.services.restart',
  harm: 'notice',
  label: msg`Restart`,
  icon: IconReload,
  visible: offered('restart'),
  confirm: (service) => ({
    title: msg`Restart ${service.hostname} of ${service.account_name ?? service.account_id}?`,
    body: msg`The customer’s service is away for a few seconds. Data is kept.`,
    confirm: msg`Restart the customer’s service`,
  }),
  perform: async (service) => {
    await restartService(service.id)
    return { title: msg`${service.hostname} is restarting` }
  },
})

export const serviceActions = [start, restart, stop]

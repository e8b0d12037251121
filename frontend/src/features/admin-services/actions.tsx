import { msg } from '@lingui/core/macro'
import {
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
  IconRefresh,
  IconReload,
  IconTrash,
} from '@tabler/icons-react'
import { defineAction } from '~/actions/action'
import { withIdempotencyKey } from '~/actions/idempotency'
import { keys } from '~/api/keys'
import { CancelRequest, SuspendRequest } from '~/api/rules.gen'
import {
  cancelService,
  type Operation,
  restartService,
  resumeService,
  retryOperation,
  type Service,
  startService,
  stopService,
  suspendService,
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
    body: msg`The customer and their visitors cannot reach it until staff start it again. Data and address are kept, and it is billed as before.`,
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
    body: msg`The customer’s service will be unavailable for a few seconds. Data is kept.`,
    confirm: msg`Restart the customer’s service`,
  }),
  perform: async (service) => {
    await restartService(service.id)
    return { title: msg`${service.hostname} is restarting` }
  },
})

const why = {
  label: msg`Reason`,
  help: msg`The customer reads it on the service’s page and in an email. It also stays in the audit log.`,
}
const owner = (service: Service) => service.account_name ?? service.account_id

export const suspend = defineAction<Service>({
  ...ofService,
  id: 'admin.services.suspend',
  harm: 'notice',
  label: msg`Suspend`,
  icon: IconPlayerPause,
  visible: offered('suspend'),
  confirm: (service) => ({
    title: msg`Suspend ${service.hostname} of ${owner(service)}?`,
    body: msg`It stops and stays stopped until staff resume it: neither a payment nor the customer can start it. Data and address are kept, and it is billed as before.`,
    confirm: msg`Suspend the service`,
    reason: { ...why, rule: SuspendRequest.reason },
  }),
  perform: async (service, { reason }) => {
    await withIdempotencyKey(`suspend:${service.id}:${reason}`, (key) =>
      suspendService(service.id, reason, key),
    )
    return { title: msg`${service.hostname} is suspended` }
  },
})

export const resume = defineAction<Service>({
  ...ofService,
  id: 'admin.services.resume',
  harm: 'notice',
  label: msg`Resume`,
  icon: IconPlayerPlay,
  visible: offered('resume'),
  confirm: (service) => ({
    title: msg`Resume ${service.hostname} of ${owner(service)}?`,
    body: msg`The suspension ends and the customer is told. If it is not paid, it stays stopped until it is.`,
    confirm: msg`Resume the service`,
  }),
  perform: async (service) => {
    await resumeService(service.id)
    return { title: msg`The suspension of ${service.hostname} is over` }
  },
})

const ofCancel = {
  ...ofService,
  permission: 'services:delete',
  harm: 'destroy',
  icon: IconTrash,
} as const

async function cancel(service: Service, reason: string, atPeriodEnd: boolean): Promise<void> {
  const operation = `cancel:${service.id}:${atPeriodEnd}:${reason}`
  await withIdempotencyKey(operation, (key) =>
    cancelService(service.id, { reason, at_period_end: atPeriodEnd }, key),
  )
}

/** Whether there is paid time left to run out. */
const paidAhead = (service: Service) =>
  service.cancellation === null && Date.parse(service.paid_through ?? '') > Date.now()

export const cancelLater = defineAction<Service>({
  ...ofCancel,
  id: 'admin.services.cancel_later',
  label: msg`Cancel at the end of the period`,
  visible: (service) => offered('cancel')(service) && paidAhead(service),
  confirm: (service) => ({
    title: msg`Cancel ${service.hostname} of ${owner(service)} at the end of its period?`,
    body: msg`It runs until its paid period is over and is then deleted with its data. Nothing more is billed, and nothing is paid back. This cannot be undone.`,
    confirm: msg`Cancel at the end of the period`,
    reason: { ...why, rule: CancelRequest.reason },
    typed: service.hostname,
  }),
  perform: async (service, { reason }) => {
    await cancel(service, reason, true)
    return { title: msg`${service.hostname} ends with its paid period` }
  },
})

export const cancelNow = defineAction<Service>({
  ...ofCancel,
  id: 'admin.services.cancel_now',
  label: msg`Cancel and delete now`,
  visible: offered('cancel'),
  confirm: (service) => ({
    title: msg`Cancel ${service.hostname} of ${owner(service)} and delete it now?`,
    body: msg`The service ends and everything in it is deleted for good, at once. Nothing is paid back automatically: refund an invoice if you owe the customer something.`,
    confirm: msg`Cancel and delete for good`,
    reason: { ...why, rule: CancelRequest.reason },
    typed: service.hostname,
  }),
  perform: async (service, { reason }) => {
    await cancel(service, reason, false)
    return { title: msg`${service.hostname} is cancelled and is being deleted` }
  },
})

export const serviceActions = [start, resume, restart, stop, suspend, cancelLater, cancelNow]

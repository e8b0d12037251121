import { msg } from '@lingui/core/macro'
import {
  IconExternalLink,
  IconPlayerPlay,
  IconPlayerStop,
  IconRefresh,
  IconReload,
  IconTrash,
} from '@tabler/icons-react'
import { defineAction } from '~/actions/action'
import { keys } from '~/api/keys'
import {
  deleteService,
  type Operation,
  renameService,
  restartService,
  retryOperation,
  type Service,
  startService,
  stopService,
} from './api'

const about = (service: Service) => service.id
const changed = () => [keys.services.all, keys.summary.all]

/** The server says what may be done now; the panel only asks whether the name is on its list. */
const offered = (name: Service['allowed_actions'][number]) => (service: Service) =>
  service.allowed_actions.includes(name)

export const start = defineAction<Service>({
  id: 'services.start',
  harm: 'none',
  label: msg`Start`,
  icon: IconPlayerPlay,
  permission: 'services:manage',
  visible: offered('start'),
  subjectKey: about,
  perform: async (service) => {
    await startService(service.id)
    return { title: msg`${service.hostname} is starting` }
  },
  invalidates: changed,
})

export const stop = defineAction<Service>({
  id: 'services.stop',
  harm: 'notice',
  label: msg`Stop`,
  icon: IconPlayerStop,
  permission: 'services:manage',
  visible: offered('stop'),
  subjectKey: about,
  confirm: (service) => ({
    title: msg`Stop ${service.hostname}?`,
    body: msg`Nobody can reach it until it is started again. The data and the address are kept.`,
    confirm: msg`Stop`,
  }),
  perform: async (service) => {
    await stopService(service.id)
    return {
      title: msg`${service.hostname} is stopping`,
      detail: msg`The data and the address are kept`,
      undo: { label: msg`Start again`, perform: () => startService(service.id) },
    }
  },
  invalidates: changed,
})

export const restart = defineAction<Service>({
  id: 'services.restart',
  harm: 'notice',
  label: msg`Restart`,
  icon: IconReload,
  permission: 'services:manage',
  shortcut: 'shift+r',
  visible: offered('restart'),
  subjectKey: about,
  confirm: (service) => ({
    title: msg`Restart ${service.hostname}?`,
    body: msg`It will be unavailable for a few seconds. Data is kept.`,
    confirm: msg`Restart`,
  }),
  perform: async (service) => {
    await restartService(service.id)
    return { title: msg`${service.hostname} is restarting` }
  },
  invalidates: changed,
})

export const remove = defineAction<Service>({
  id: 'services.delete',
  harm: 'destroy',
  label: msg`Delete`,
  icon: IconTrash,
  permission: 'services:delete',
  visible: offered('delete'),
  subjectKey: about,
  confirm: (service) => ({
    title: msg`Delete ${service.hostname}?`,
    body: msg`The container and everything in it will be gone for good. This cannot be undone.`,
    confirm: msg`Delete for good`,
    typed: service.hostname,
  }),
  perform: async (service) => {
    await deleteService(service.id)
    return { title: msg`${service.hostname} is being deleted`, to: '/panel/services' }
  },
  invalidates: changed,
})

export const openAddress = defineAction<Service>({
  id: 'services.visit',
  harm: 'none',
  label: msg`Open the site`,
  icon: IconExternalLink,
  shortcut: 'shift+o',
  visible: (service) => service.address !== null && service.status === 'active',
  subjectKey: about,
  perform: async (service) => {
    window.open(service.address ?? '', '_blank', 'noopener')
  },
})

export const retry = defineAction<Operation>({
  id: 'operations.retry',
  harm: 'none',
  label: msg`Try again`,
  icon: IconRefresh,
  permission: 'services:manage',
  visible: (operation) => operation.retryable,
  subjectKey: (operation) => operation.id,
  perform: async (operation) => {
    await retryOperation(operation.id)
    return { title: msg`Retrying now` }
  },
  invalidates: () => [keys.operations.all, keys.services.all],
})

export interface Rename {
  service: Service
  hostname: string
}

export const rename = defineAction<Rename>({
  id: 'services.rename',
  harm: 'none',
  label: msg`Rename`,
  icon: IconReload,
  permission: 'services:manage',
  subjectKey: ({ service }) => service.id,
  perform: async ({ service, hostname }) => {
    await renameService(service.id, hostname)
    return { title: msg`The name is saved` }
  },
  invalidates: changed,
})

export const serviceActions = [openAddress, start, restart, stop, remove]

import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import {
  IconAlertCircle,
  IconCircleCheck,
  IconClock,
  IconLock,
  IconPlayerPause,
  IconPlayerStop,
  IconTrash,
} from '@tabler/icons-react'
import type { Schema } from '~/api/client'
import type { StatusStyle } from '../patterns/StatusBadge'
import { isOver } from './operation'

type Service = Schema<'ServiceRead'>

export const serviceStatusStyles: Record<Service['status'], StatusStyle> = {
  pending: { label: msg`Waiting for payment`, tone: 'neutral', icon: IconClock },
  provisioning: { label: msg`Deploying`, tone: 'accent', working: true },
  active: { label: msg`Running`, tone: 'positive', icon: IconCircleCheck },
  stopped: { label: msg`Stopped`, tone: 'neutral', icon: IconPlayerStop },
  suspended: { label: msg`Suspended`, tone: 'warning', icon: IconPlayerPause },
  failed: { label: msg`Not deployed`, tone: 'critical', icon: IconAlertCircle },
  deleting: { label: msg`Deleting`, tone: 'neutral', working: true },
  deleted: { label: msg`Deleted`, tone: 'neutral', icon: IconTrash },
}

const working: Record<Schema<'OperationKind'>, MessageDescriptor> = {
  create: msg`Deploying`,
  start: msg`Starting`,
  stop: msg`Stopping`,
  restart: msg`Restarting`,
  suspend: msg`Suspending`,
  resume: msg`Resuming`,
  delete: msg`Deleting`,
}

/** Paying does not end it, which the word must not suggest. */
const held: StatusStyle = {
  label: msg`Suspended by us`,
  tone: 'critical',
  icon: IconLock,
}

/** A changing service keeps its state and shows what is being done to it. */
export function serviceStatusStyle(
  service: Pick<Service, 'status' | 'operation' | 'hold'>,
): StatusStyle {
  const operation = service.operation
  if (!operation || isOver(operation)) {
    const isHeld = service.hold !== null && service.status === 'suspended'
    return isHeld ? held : serviceStatusStyles[service.status]
  }
  return { label: working[operation.kind], tone: 'accent', working: true }
}

export const serviceKinds: Record<Service['kind'], MessageDescriptor> = {
  container: msg`Container`,
  vps: msg`VPS`,
}

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
import type { StatusStyle } from '~/design/patterns/StatusBadge'
import type { Service } from './api'

const statusStyles: Record<Service['status'], StatusStyle> = {
  pending: { label: msg`Waiting for payment`, tone: 'neutral', icon: IconClock },
  provisioning: { label: msg`Deploying`, tone: 'accent', working: true },
  active: { label: msg`Running`, tone: 'positive', icon: IconCircleCheck },
  stopped: { label: msg`Stopped`, tone: 'neutral', icon: IconPlayerStop },
  suspended: { label: msg`Suspended`, tone: 'warning', icon: IconPlayerPause },
  failed: { label: msg`Not deployed`, tone: 'critical', icon: IconAlertCircle },
  deleting: { label: msg`Deleting`, tone: 'neutral', working: true },
  deleted: { label: msg`Deleted`, tone: 'neutral', icon: IconTrash },
}

const held: StatusStyle = {
  label: msg`Suspended by us`,
  tone: 'critical',
  icon: IconLock,
}

const finished = ['succeeded', 'failed', 'cancelled']

/** A changing service keeps its state and shows that something is being done to it. */
export function statusStyleOf(
  service: Pick<Service, 'status' | 'operation' | 'hold'>,
): StatusStyle {
  const { operation, status, hold } = service
  if (hold && status === 'suspended') return held
  if (!operation || finished.includes(operation.state) || statusStyles[status].working)
    return statusStyles[status]
  return { label: msg`Being changed`, tone: 'accent', working: true }
}

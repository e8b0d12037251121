import { msg } from '@lingui/core/macro'
import { IconAlertTriangle, IconCircleCheck, IconClock } from '@tabler/icons-react'
import type { StatusStyle } from '~/design/patterns/StatusBadge'
import type { Work } from './api'

export const good: StatusStyle = { label: msg`Fine`, tone: 'positive', icon: IconCircleCheck }

const never: StatusStyle = { label: msg`Has not run yet`, tone: 'neutral', icon: IconClock }
const late: StatusStyle = { label: msg`Late`, tone: 'critical', icon: IconAlertTriangle }
const failed: StatusStyle = { label: msg`Failed`, tone: 'warning', icon: IconAlertTriangle }

export function periodicStatus(task: Work['periodic'][number]): StatusStyle {
  if (!task.finished_at) return never
  if (task.late) return late
  return task.error ? failed : good
}

const unserved: StatusStyle = { label: msg`No worker`, tone: 'critical', icon: IconAlertTriangle }
const waits: StatusStyle = { label: msg`Falls behind`, tone: 'warning', icon: IconClock }

/** Seconds that the oldest job of a queue may wait before it is worth a look. */
const patience = 300

export function queueStatus(queue: Work['queues'][number]): StatusStyle {
  if (!queue.workers) return unserved
  return queue.oldest_seconds > patience ? waits : good
}

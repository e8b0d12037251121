import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { IconCircleCheck, IconClock, IconRefreshAlert, IconSkull } from '@tabler/icons-react'
import type { StatusStyle } from '~/design/patterns/StatusBadge'
import type { Job } from './api'

export const jobStatusStyles: Record<Job['state'], StatusStyle> = {
  pending: { label: msg`Waiting`, tone: 'neutral', icon: IconClock },
  leased: { label: msg`Running now`, tone: 'accent', working: true },
  done: { label: msg`Done`, tone: 'positive', icon: IconCircleCheck },
  dead: { label: msg`Gave up`, tone: 'critical', icon: IconSkull },
}

const again: StatusStyle = { label: msg`Will try again`, tone: 'warning', icon: IconRefreshAlert }

/** A waiting job that has failed before is not the same as a fresh one. */
export function jobStatusStyle(job: Pick<Job, 'state' | 'error'>): StatusStyle {
  return job.state === 'pending' && job.error ? again : jobStatusStyles[job.state]
}

export const queueLabels: Record<Job['queue'], MessageDescriptor> = {
  control: msg`Control`,
  default: msg`Default`,
  billing: msg`Billing`,
  deploy: msg`Deployment`,
  monitoring: msg`Monitoring`,
  mail: msg`Mail`,
  ai: msg`AI`,
}

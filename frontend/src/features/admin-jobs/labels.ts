import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { IconCircleCheck, IconClock, IconRefreshAlert, IconSkull } from '@tabler/icons-react'
import type { StatusLook } from '~/design/patterns/StatusBadge'
import type { Job } from './api'

export const jobLooks: Record<Job['state'], StatusLook> = {
  pending: { label: msg`Waiting`, tone: 'neutral', icon: IconClock },
  leased: { label: msg`Running now`, tone: 'accent', working: true },
  done: { label: msg`Done`, tone: 'positive', icon: IconCircleCheck },
  dead: { label: msg`Gave up`, tone: 'critical', icon: IconSkull },
}

const again: StatusLook = { label: msg`Will try again`, tone: 'warning', icon: IconRefreshAlert }

/** A waiting job that has failed before is not the same as a fresh one. */
export function jobLook(job: Pick<Job, 'state' | 'error'>): StatusLook {
  return job.state === 'pending' && job.error ? again : jobLooks[job.state]
}

export const queueLabels: Record<Job['queue'], MessageDescriptor> = {
  default: msg`Default`,
  billing: msg`Billing`,
  deploy: msg`Deployment`,
  monitoring: msg`Monitoring`,
  mail: msg`Mail`,
  ai: msg`AI`,
}

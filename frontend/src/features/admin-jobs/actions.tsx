import { msg } from '@lingui/core/macro'
import { IconRefresh } from '@tabler/icons-react'
import { defineAction } from '~/actions/action'
import { keys } from '~/api/keys'
import { type Job, retryJob } from './api'

export const retry = defineAction<Job>({
  id: 'admin.jobs.retry',
  harm: 'none',
  label: msg`Run again`,
  icon: IconRefresh,
  permission: 'jobs:retry',
  visible: (job) => job.state === 'dead',
  subjectKey: (job) => job.id,
  perform: async (job) => {
    await retryJob(job.id)
    return { title: msg`${job.task}: back in the queue with fresh attempts` }
  },
  invalidates: () => [keys.admin.jobs.all, keys.admin.overview.all],
})

export const jobActions = [retry]

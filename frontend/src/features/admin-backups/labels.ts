import { msg } from '@lingui/core/macro'
import { IconCircleCheck, IconCircleX, IconClock, IconTrash } from '@tabler/icons-react'
import { describeWith } from '~/api/describe'
import type { StatusStyle } from '~/design/patterns/StatusBadge'
import type { Backup } from './api'

export const backupStatusStyles: Record<Backup['state'], StatusStyle> = {
  pending: { label: msg`Waiting`, tone: 'neutral', icon: IconClock },
  running: { label: msg`Being made`, tone: 'accent', working: true },
  done: { label: msg`Verified`, tone: 'positive', icon: IconCircleCheck },
  failed: { label: msg`Failed`, tone: 'critical', icon: IconCircleX },
  removed: { label: msg`Removed by age`, tone: 'neutral', icon: IconTrash },
}

export const describeBackup = describeWith({
  backup_running: msg`A backup is already being made`,
  backups_not_configured: msg`First set in the settings where backups go, and their key`,
})

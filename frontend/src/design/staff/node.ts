import { msg } from '@lingui/core/macro'
import { IconAlertCircle, IconArchive, IconCircleCheck, IconTool } from '@tabler/icons-react'
import type { Schema } from '~/api/client'
import type { StatusStyle } from '../patterns/StatusBadge'

export const nodeStatusStyles: Record<Schema<'NodeState'>, StatusStyle> = {
  registering: { label: msg`Registering`, tone: 'accent', working: true },
  ready: { label: msg`Ready`, tone: 'positive', icon: IconCircleCheck },
  maintenance: { label: msg`Maintenance`, tone: 'warning', icon: IconTool },
  unreachable: { label: msg`Unreachable`, tone: 'critical', icon: IconAlertCircle },
  retired: { label: msg`Retired`, tone: 'neutral', icon: IconArchive },
}

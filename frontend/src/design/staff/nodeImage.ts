import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import {
  IconAlertCircle,
  IconCircleCheck,
  IconClock,
  IconHelpCircle,
  IconPlayerStop,
} from '@tabler/icons-react'
import type { Schema } from '~/api/client'
import type { StatusStyle } from '../patterns/StatusBadge'

export const nodeImageStatusStyles: Record<Schema<'NodeImageState'>, StatusStyle> = {
  queued: { label: msg`Waiting for a worker`, tone: 'neutral', icon: IconClock },
  pulling: { label: msg`Pulling`, tone: 'accent', working: true },
  present: { label: msg`On the node`, tone: 'positive', icon: IconCircleCheck },
  failed: { label: msg`Pull failed`, tone: 'critical', icon: IconAlertCircle },
  cancelled: { label: msg`Pull cancelled`, tone: 'neutral', icon: IconPlayerStop },
  missing: { label: msg`Not there any more`, tone: 'warning', icon: IconHelpCircle },
  removing: { label: msg`Removing`, tone: 'accent', working: true },
}

const reasons: Record<string, MessageDescriptor> = {
  image_missing: msg`The node cannot get this image: check its reference and the registry`,
  image_in_use: msg`Something on the node still uses it, or it is a part of the driver`,
  node_unreachable: msg`The node is unreachable`,
  node_storage_full: msg`The node’s disk is full`,
  node_storage_unavailable: msg`The node’s disk cannot be written to`,
  driver_timeout: msg`The driver did not answer in time`,
  internal_error: msg`No worker could finish it, see the jobs`,
}

/** An unknown code is shown as it is: staff can look it up. */
export function imageReason(code: string): MessageDescriptor {
  return reasons[code] ?? { id: code, message: code }
}

/** How far a pull is, 0..100; null where the node does not say. */
export function imageShare({ progress }: Pick<Schema<'NodeImageRead'>, 'progress'>): number | null {
  const { bytes_done, bytes_total, layers_done, layers_total } = progress
  if (bytes_total > 0) return (100 * bytes_done) / bytes_total
  return layers_total > 0 ? (100 * layers_done) / layers_total : null
}

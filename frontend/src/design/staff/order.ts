import { msg } from '@lingui/core/macro'
import {
  IconAlertCircle,
  IconArrowBackUp,
  IconCircleCheck,
  IconClock,
  IconHourglass,
  IconX,
} from '@tabler/icons-react'
import type { Schema } from '~/api/client'
import type { StatusStyle } from '../patterns/StatusBadge'

type Order = Schema<'OrderRead'>

/** As staff call them: a paid order is one that still has to be delivered. */
export const orderStatusStyles: Record<Order['status'], StatusStyle> = {
  placed: { label: msg`Placed`, tone: 'neutral', icon: IconClock },
  review: { label: msg`Under review`, tone: 'warning', icon: IconHourglass },
  awaiting_payment: { label: msg`Waiting for payment`, tone: 'neutral', icon: IconClock },
  paid: { label: msg`Paid, being delivered`, tone: 'accent', working: true },
  fulfilled: { label: msg`Fulfilled`, tone: 'positive', icon: IconCircleCheck },
  rejected: { label: msg`Rejected`, tone: 'critical', icon: IconX },
  expired: { label: msg`Expired`, tone: 'neutral', icon: IconClock },
  cancelled: { label: msg`Cancelled`, tone: 'neutral', icon: IconX },
  refunded: { label: msg`Refunded`, tone: 'neutral', icon: IconArrowBackUp },
}

const stuck: StatusStyle = {
  label: msg`Paid, not delivered`,
  tone: 'critical',
  icon: IconAlertCircle,
}

export function orderStatusStyle(order: Pick<Order, 'status' | 'failure'>): StatusStyle {
  return order.status === 'paid' && order.failure ? stuck : orderStatusStyles[order.status]
}

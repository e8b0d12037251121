import { msg } from '@lingui/core/macro'
import {
  IconAlertCircle,
  IconArrowBackUp,
  IconBan,
  IconCircleCheck,
  IconClock,
  IconPencil,
} from '@tabler/icons-react'
import type { Schema } from '~/api/client'
import type { StatusStyle } from '../patterns/StatusBadge'

type Invoice = Schema<'InvoiceRead'>

export const invoiceStatusStyles: Record<Invoice['status'], StatusStyle> = {
  draft: { label: msg`Draft`, tone: 'neutral', icon: IconPencil },
  issued: { label: msg`Not paid`, tone: 'warning', icon: IconClock },
  paid: { label: msg`Paid`, tone: 'positive', icon: IconCircleCheck },
  void: { label: msg`Void`, tone: 'neutral', icon: IconBan },
  uncollectible: { label: msg`Uncollectible`, tone: 'critical', icon: IconAlertCircle },
  partially_refunded: { label: msg`Refunded in part`, tone: 'neutral', icon: IconArrowBackUp },
  refunded: { label: msg`Refunded`, tone: 'neutral', icon: IconArrowBackUp },
}

const overdue: StatusStyle = { label: msg`Overdue`, tone: 'critical', icon: IconAlertCircle }

export function invoiceStatusStyle(
  invoice: Pick<Invoice, 'status' | 'due_at'>,
  now = Date.now(),
): StatusStyle {
  const late = invoice.status === 'issued' && Date.parse(invoice.due_at) < now
  return late ? overdue : invoiceStatusStyles[invoice.status]
}

import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import {
  IconAlertCircle,
  IconArrowBackUp,
  IconCircleCheck,
  IconClock,
  IconHelpCircle,
  IconPlayerPause,
  IconX,
} from '@tabler/icons-react'
import type { StatusStyle } from '~/design/patterns/StatusBadge'
import type { BalanceEntry, Invoice, InvoiceLine, Payment, Subscription } from './api'

export const invoiceStatusStyles: Record<Invoice['status'], StatusStyle> = {
  draft: { label: msg`Draft`, tone: 'neutral', icon: IconClock },
  issued: { label: msg`To pay`, tone: 'warning', icon: IconClock },
  paid: { label: msg`Paid`, tone: 'positive', icon: IconCircleCheck },
  void: { label: msg`Withdrawn`, tone: 'neutral', icon: IconX },
  uncollectible: { label: msg`Written off`, tone: 'neutral', icon: IconX },
  partially_refunded: { label: msg`Refunded in part`, tone: 'info', icon: IconArrowBackUp },
  refunded: { label: msg`Refunded`, tone: 'info', icon: IconArrowBackUp },
}

const overdue: StatusStyle = { label: msg`Overdue`, tone: 'critical', icon: IconAlertCircle }

export function isOverdue(invoice: Pick<Invoice, 'status' | 'due_at'>, now = Date.now()): boolean {
  return invoice.status === 'issued' && Date.parse(invoice.due_at) < now
}

export function invoiceStatusStyle(invoice: Pick<Invoice, 'status' | 'due_at'>): StatusStyle {
  return isOverdue(invoice) ? overdue : invoiceStatusStyles[invoice.status]
}

export const paymentStatusStyles: Record<Payment['status'], StatusStyle> = {
  created: {
    label: msg({ message: 'Started', context: 'payment' }),
    tone: 'neutral',
    icon: IconClock,
  },
  pending: {
    label: msg({ message: 'Waiting', context: 'payment' }),
    tone: 'accent',
    icon: IconClock,
  },
  requires_action: { label: msg`Needs confirmation`, tone: 'warning', icon: IconAlertCircle },
  unknown: { label: msg`We are checking`, tone: 'neutral', icon: IconHelpCircle },
  succeeded: { label: msg`Received`, tone: 'positive', icon: IconCircleCheck },
  failed: {
    label: msg({ message: 'Failed', context: 'payment' }),
    tone: 'critical',
    icon: IconAlertCircle,
  },
  cancelled: {
    label: msg({ message: 'Cancelled', context: 'payment' }),
    tone: 'neutral',
    icon: IconX,
  },
  disputed: { label: msg`Disputed`, tone: 'warning', icon: IconAlertCircle },
  won: { label: msg`Dispute won`, tone: 'positive', icon: IconCircleCheck },
  lost: { label: msg`Dispute lost`, tone: 'critical', icon: IconX },
}

/** Whoever turned back at the payment page knows it: that is no fault to be shown in red. */
export function isCancelled(payment: Pick<Payment, 'status' | 'failure'>): boolean {
  return payment.status === 'cancelled' || payment.failure?.code === 'cancelled'
}

export function paymentStatusStyle(payment: Pick<Payment, 'status' | 'failure'>): StatusStyle {
  return paymentStatusStyles[isCancelled(payment) ? 'cancelled' : payment.status]
}

const failures: Record<string, MessageDescriptor> = {
  declined: msg`The bank declined the payment.`,
  cancelled: msg`You cancelled the payment.`,
  provider_unreachable: msg`The payment provider is not responding.`,
  provider_refused: msg`The payment provider refused the payment.`,
}

export function paymentFailure(code: string): MessageDescriptor {
  return failures[code] ?? msg`The payment provider did not say why.`
}

export const subscriptionStatusStyles: Record<Subscription['status'], StatusStyle> = {
  pending: { label: msg`Not started`, tone: 'neutral', icon: IconClock },
  trialing: { label: msg`Trial`, tone: 'info', icon: IconClock },
  active: { label: msg`Active`, tone: 'positive', icon: IconCircleCheck },
  past_due: { label: msg`Unpaid`, tone: 'warning', icon: IconAlertCircle },
  suspended: { label: msg`Suspended`, tone: 'warning', icon: IconPlayerPause },
  terminated: { label: msg`Terminated`, tone: 'neutral', icon: IconX },
  cancel_at_period_end: { label: msg`Ends with the period`, tone: 'neutral', icon: IconClock },
  ended: { label: msg`Ended`, tone: 'neutral', icon: IconX },
}

const endings: Record<string, MessageDescriptor> = {
  cancelled: msg`the order was cancelled`,
  refunded: msg`the money was returned`,
  deleted: msg`the service was deleted`,
  terminated: msg`it was not paid`,
}

export function endLabel(reason: string): MessageDescriptor | null {
  return endings[reason] ?? null
}

/** A line of an invoice in words: what for, then for which service. */
export function lineLabel(line: InvoiceLine): MessageDescriptor {
  const plan = String(line.description.params?.['plan'] ?? '')
  switch (line.description.code) {
    case 'line.service':
      return msg`${plan} plan, first period`
    case 'line.renewal':
      return msg`${plan} plan, renewal`
    case 'line.setup_fee':
      return msg`Setup of the ${plan} plan`
    default:
      return msg`Service`
  }
}

export const entryKinds: Record<BalanceEntry['kind'], MessageDescriptor> = {
  payment: msg`Payments`,
  invoice: msg`Invoices`,
  credit_note: msg`Refunds`,
  adjustment: msg`Adjustments`,
}

/** Why the balance moved. */
export function entryLabel(entry: BalanceEntry): MessageDescriptor {
  const params = entry.description.params ?? {}
  const number = String(params['number'] ?? '')
  const reason = String(params['reason'] ?? '')
  switch (entry.kind) {
    case 'payment':
      return entry.invoice_id ? msg`Card payment of an invoice` : msg`Top-up by card`
    case 'invoice':
      return msg`Invoice ${number} paid`
    case 'credit_note':
      return msg`Refund, credit note ${number}`
    default:
      return reason ? msg`Adjustment: ${reason}` : msg`Adjustment`
  }
}

import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import {
  IconAlertCircle,
  IconArrowBackUp,
  IconCircleCheck,
  IconClock,
  IconHourglass,
  IconX,
} from '@tabler/icons-react'
import { describeWith } from '~/api/describe'
import { ApiError, type ErrorCode } from '~/api/errors'
import type { StatusStyle } from '~/design/patterns/StatusBadge'
import type { Order } from './api'

export const statusStyles: Record<Order['status'], StatusStyle> = {
  placed: { label: msg`Placed`, tone: 'neutral', icon: IconClock },
  review: { label: msg`Being reviewed`, tone: 'neutral', icon: IconHourglass },
  awaiting_payment: { label: msg`Waiting for payment`, tone: 'warning', icon: IconClock },
  paid: { label: msg`Deploying`, tone: 'accent', working: true },
  fulfilled: { label: msg`Fulfilled`, tone: 'positive', icon: IconCircleCheck },
  rejected: { label: msg`Rejected`, tone: 'critical', icon: IconX },
  expired: { label: msg`Expired`, tone: 'neutral', icon: IconClock },
  cancelled: {
    label: msg({ message: 'Cancelled', context: 'order' }),
    tone: 'neutral',
    icon: IconX,
  },
  refunded: { label: msg`Refunded`, tone: 'neutral', icon: IconArrowBackUp },
}

const failed: StatusStyle = {
  label: msg({ message: 'Not deployed', context: 'order' }),
  tone: 'critical',
  icon: IconAlertCircle,
}

export function statusStyleOf(order: Pick<Order, 'status' | 'failure'>): StatusStyle {
  return order.status === 'paid' && order.failure ? failed : statusStyles[order.status]
}

/** Why the service could not be made, as codes from the API, in words a customer can use. */
const failures: Record<string, MessageDescriptor> = {
  no_capacity: msg`There is no node with enough room right now.`,
  node_full: msg`There is no node with enough room right now.`,
  node_storage_full: msg`The disk of the node is full.`,
  node_storage_unavailable: msg`The disk of the node cannot be written to.`,
  node_unreachable: msg`The node did not respond in time.`,
  driver_timeout: msg`The node did not respond in time.`,
  image_missing: msg`The image could not be fetched.`,
  health_check_failed: msg`The application started but does not respond.`,
  instance_ended: msg`The application stopped right after its start.`,
  start_failed: msg`The container did not start.`,
  deadline_exceeded: msg`It took too long and was stopped.`,
}

export function failureLabel(code: string): MessageDescriptor {
  return failures[code] ?? msg`Something went wrong on our side.`
}

const payments: Record<string, MessageDescriptor> = {
  declined: msg`The bank declined the payment.`,
  cancelled: msg`You cancelled the payment.`,
  provider_unreachable: msg`The payment provider is not responding.`,
  provider_refused: msg`The payment provider refused the payment.`,
}

export function paymentFailureLabel(code: string): MessageDescriptor {
  return payments[code] ?? msg`The payment provider did not say why.`
}

/** Texts for what only ordering knows; the rest is said everywhere alike. */
export const describeRefusal = describeWith({
  offer_not_found: msg`This plan or image is no longer on sale. Choose another one`,
  out_of_stock: msg`This plan is sold out. Choose another one`,
  offer_mismatch: msg`This image does not fit this plan. Choose another one`,
  order_not_cancellable: msg`The order is paid or closed: it can no longer be cancelled`,
  order_not_refundable: msg`There is nothing to refund for this order`,
  invoice_not_payable: msg`This invoice can no longer be paid`,
})

export function describeCode(code: ErrorCode): MessageDescriptor {
  return describeRefusal(new ApiError(500, { code }))
}

const lines: Record<string, MessageDescriptor> = {
  'line.service': msg`First period`,
  'line.renewal': msg`Renewal`,
  'line.setup_fee': msg`Setup`,
}

export function lineLabel(code: string): MessageDescriptor {
  return lines[code] ?? msg`Other`
}

import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import {
  IconAlertCircle,
  IconCircleCheck,
  IconClock,
  IconHelpCircle,
  IconShieldExclamation,
  IconX,
} from '@tabler/icons-react'
import type { StatusStyle } from '~/design/patterns/StatusBadge'
import type { Payment } from './api'

export const paymentStatusStyles: Record<Payment['status'], StatusStyle> = {
  created: { label: msg`Not sent yet`, tone: 'neutral', icon: IconClock },
  pending: { label: msg`Under way`, tone: 'accent', working: true },
  requires_action: { label: msg`Waiting for the payer`, tone: 'neutral', icon: IconClock },
  unknown: { label: msg`Outcome unknown`, tone: 'warning', icon: IconHelpCircle },
  succeeded: { label: msg`Succeeded`, tone: 'positive', icon: IconCircleCheck },
  failed: { label: msg`Did not go through`, tone: 'critical', icon: IconAlertCircle },
  cancelled: { label: msg`Cancelled`, tone: 'neutral', icon: IconX },
  disputed: { label: msg`Disputed`, tone: 'critical', icon: IconShieldExclamation },
  won: { label: msg`Dispute won`, tone: 'positive', icon: IconCircleCheck },
  lost: { label: msg`Dispute lost`, tone: 'critical', icon: IconAlertCircle },
}

const failures: Record<string, MessageDescriptor> = {
  declined: msg`The bank declined it`,
  cancelled: msg`The payer cancelled it`,
  provider_unreachable: msg`The payment provider did not answer`,
  provider_refused: msg`The payment provider refused it`,
}

/** An unknown code is shown as it is: staff can look it up. */
export function failureLabel(code: string): MessageDescriptor {
  return failures[code] ?? { id: code, message: code }
}

const lines: Record<string, MessageDescriptor> = {
  'line.service': msg`First period`,
  'line.renewal': msg`Renewal`,
  'line.setup_fee': msg`Setup`,
}

export function lineLabel(code: string): MessageDescriptor {
  return lines[code] ?? { id: code, message: code }
}

/** A buyer who turned back is no failure. */
export function paymentStatusStyle(payment: {
  status: keyof typeof paymentStatusStyles
  failure: { code: string } | null
}): StatusStyle {
  const cancelled = payment.failure?.code === 'cancelled'
  return paymentStatusStyles[cancelled ? 'cancelled' : payment.status]
}

import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { Schema } from '~/api/client'
import { type MoneyValue, money } from '~/lib/format'
import type { Locale } from '~/lib/locale'
import type { EventType } from './invalidate'

export type InAppNotification = Schema<'NotificationRead'>
export type NotificationTone = 'positive' | 'warning' | 'critical' | 'neutral'

interface TextParams {
  cause: string
  hostname: string
  number: string
  amount: string
}

interface Kind {
  tone: NotificationTone
  text: (facts: TextParams) => MessageDescriptor
}

/** What rings the bell, in words: the codes and params come from the API. */
const kinds: Partial<Record<EventType, Kind>> = {
  'service.activated': {
    tone: 'positive',
    text: ({ hostname }) => msg`${hostname} is running`,
  },
  'service.failed': {
    tone: 'critical',
    text: ({ hostname }) => msg`${hostname} could not be deployed`,
  },
  'service.suspended': {
    tone: 'warning',
    text: ({ hostname }) => msg`${hostname} is suspended: an invoice is overdue`,
  },
  'service.resumed': {
    tone: 'positive',
    text: ({ hostname }) => msg`${hostname} is running again`,
  },
  'subscription.ended': {
    tone: 'neutral',
    text: ({ hostname, cause }) =>
      cause === 'terminated'
        ? msg`${hostname} is deleted: it was not paid for`
        : msg`${hostname} is deleted`,
  },
  'operation.failed': {
    tone: 'critical',
    text: ({ hostname }) => msg`An operation failed: ${hostname}`,
  },
  'check.down': {
    tone: 'critical',
    text: ({ hostname }) => msg`${hostname} does not answer`,
  },
  'check.up': {
    tone: 'positive',
    text: ({ hostname }) => msg`${hostname} answers again`,
  },
  'invoice.issued': {
    tone: 'neutral',
    text: ({ number, amount }) => msg`Invoice ${number} for ${amount}`,
  },
  'invoice.paid': {
    tone: 'positive',
    text: ({ number, amount }) => msg`Invoice ${number} is paid: ${amount}`,
  },
  'invoice.overdue': {
    tone: 'critical',
    text: ({ number, amount }) => msg`Invoice ${number} is overdue: ${amount}`,
  },
  'payment.succeeded': {
    tone: 'positive',
    text: ({ amount }) => msg`${amount} arrived on the balance`,
  },
  'payment.failed': {
    tone: 'critical',
    text: ({ amount }) => msg`The payment of ${amount} did not go through`,
  },
  'balance.low': {
    tone: 'warning',
    text: ({ number, amount }) => msg`The balance is ${amount} short for invoice ${number}`,
  },
  'order.refunded': {
    tone: 'neutral',
    text: ({ hostname, amount }) => msg`${amount} for ${hostname} is back on the balance`,
  },
}

function isMoney(value: unknown): value is MoneyValue {
  return typeof value === 'object' && value !== null && 'amount' in value && 'currency' in value
}

function textParams({ params }: InAppNotification, locale: Locale): TextParams {
  const sum = [params['total'], params['amount'], params['missing']].find(isMoney)
  return {
    hostname: String(params['hostname'] ?? ''),
    cause: String(params['cause'] ?? ''),
    number: String(params['number'] ?? ''),
    amount: sum ? money(sum, locale) : '',
  }
}

export function notificationText(
  notification: InAppNotification,
  locale: Locale,
): MessageDescriptor {
  return (
    kinds[notification.event_type]?.text(textParams(notification, locale)) ?? msg`Account update`
  )
}

export function notificationTone(notification: InAppNotification): NotificationTone {
  return kinds[notification.event_type]?.tone ?? 'neutral'
}

/** Where to read more about it. */
export function notificationPath(notification: InAppNotification): string {
  if (notification.event_type === 'subscription.ended') return '/panel/services'
  if (notification.service_id) return `/panel/services/${notification.service_id}`
  if (notification.invoice_id) return `/panel/invoices/${notification.invoice_id}`
  return notification.event_type.startsWith('payment.') ? '/panel/balance' : '/panel'
}

import { i18n } from '@lingui/core'
import { QueryClient } from '@tanstack/react-query'
import { afterEach, expect, it, vi } from 'vitest'
import { keys } from '~/api/keys'
import { rub } from '~/testing/fixtures'
import { type EventType, Invalidator } from './invalidate'
import {
  type InAppNotification,
  notificationPath,
  notificationText,
  notificationTone,
} from './notifications'

function notification(
  event_type: EventType,
  changes: Partial<InAppNotification> = {},
): InAppNotification {
  return {
    id: 'notice-1',
    event_type,
    params: {},
    service_id: null,
    invoice_id: null,
    created_at: '2026-11-22T10:00:00Z',
    read_at: null,
    ...changes,
  }
}

const textOf = (one: InAppNotification) => i18n._(notificationText(one, 'en'))

afterEach(() => vi.useRealTimers())

it('says how much the balance is short, and of which invoice', () => {
  const params = { number: 'INV-7', hostname: 'my-shop', missing: rub(140) }
  const one = notification('balance.low', { params, invoice_id: 'invoice-7' })
  expect(textOf(one)).toBe('The balance is ₽140 short for invoice INV-7')
  expect(notificationTone(one)).toBe('warning')
  expect(notificationPath(one)).toBe('/panel/invoices/invoice-7')
})

it('says what came back for which service', () => {
  const params = { number: 'HW-1', hostname: 'my-shop', amount: rub(390) }
  expect(textOf(notification('order.refunded', { params }))).toBe(
    '₽390 for my-shop is back on the balance',
  )
})

it('says that a service is gone and why, and leads to no page that is gone too', () => {
  const ended = (cause: string) =>
    notification('subscription.ended', {
      params: { hostname: 'my-shop', cause },
      service_id: 'gone',
    })
  expect(textOf(ended('deleted'))).toBe('my-shop is deleted')
  expect(textOf(ended('terminated'))).toBe('my-shop is deleted: it was not paid for')
  expect(notificationPath(ended('deleted'))).toBe('/panel/services')
})

it('asks for the bell again when it has something new', () => {
  vi.useFakeTimers()
  const queries = new QueryClient()
  const invalidate = vi.spyOn(queries, 'invalidateQueries')
  const invalidator = new Invalidator(queries)
  invalidator.take('notification.added')
  invalidator.take('notification.added')
  vi.runAllTimers()
  expect(invalidate).toHaveBeenCalledExactlyOnceWith({
    queryKey: keys.notifications.all,
  })
})

import { screen, waitFor, within } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { beforeEach, expect, it } from 'vitest'
import type { Schema } from '~/api/client'
import type { Permission } from '~/auth/me'
import { operation, rub, service } from '~/testing/fixtures'
import { renderPanel } from '~/testing/renderPanel'
import { base, pageOf, problem, server } from '~/testing/server'
import OrderPage from './OrderPage'

const permissions: Permission[] = [
  'orders:read',
  'orders:manage',
  'billing:read',
  'billing:manage',
  'services:manage',
]
const at = { at: '/panel/order/order-1', path: '/panel/order/:orderId', permissions }

function order(changes: Partial<Schema<'OrderRead'>> = {}): Schema<'OrderRead'> {
  return {
    id: 'order-1',
    number: 'HW-1',
    status: 'awaiting_payment',
    plan_name: 'Base',
    image_name: 'Static site',
    hostname: 'my-shop',
    period: 'month',
    total: rub(390),
    invoice_id: 'invoice-1',
    service_id: null,
    failure: null,
    allowed_actions: ['pay', 'cancel'],
    created_at: '2026-11-22T10:00:00Z',
    ...changes,
  }
}

let current: Schema<'OrderRead'>

beforeEach(() => {
  current = order()
  server.use(
    http.get(`${base}/orders/order-1`, () => HttpResponse.json(current)),
    http.get(`${base}/invoices/invoice-1`, () =>
      HttpResponse.json({
        id: 'invoice-1',
        number: 'HW-2026-1',
        tax: rub(65),
        lines: [{ id: 'line-1', description: { code: 'line.service' }, amount: rub(390) }],
      }),
    ),
    http.get(`${base}/payments`, () => HttpResponse.json(pageOf([]))),
    http.get(`${base}/payment-methods`, () =>
      HttpResponse.json({ methods: [{ method: 'balance', kind: 'balance' }] }),
    ),
  )
})

it('is paid from the balance, and follows the service being made', async () => {
  server.use(
    http.post(`${base}/invoices/invoice-1/actions/pay`, () => {
      current = order({ status: 'paid', service_id: 'service-1' })
      return HttpResponse.json({ invoice: { status: 'paid' }, payment: null })
    }),
  )
  const { user, place } = renderPanel(<OrderPage />, at)
  expect(await screen.findByText('First period')).toBeVisible()
  await user.click(await screen.findByRole('button', { name: 'Pay' }))
  const sheet = within(await screen.findByRole('dialog', { name: 'Payment' }))
  await user.click(sheet.getByRole('button', { name: /^Pay ₽/ }))
  await waitFor(() => expect(place.current).toBe('/panel/services/service-1'))
})

it('says why a card payment failed and offers another try', async () => {
  server.use(
    http.get(`${base}/payments`, () =>
      HttpResponse.json(
        pageOf([
          {
            id: 'payment-1',
            status: 'failed',
            amount: rub(390),
            failure: { code: 'declined', params: {} },
          },
        ]),
      ),
    ),
  )
  renderPanel(<OrderPage />, { ...at, at: '/panel/order/order-1?payment=payment-1' })
  expect(await screen.findByRole('alert')).toHaveTextContent('The bank declined the payment.')
  expect(screen.getByRole('button', { name: 'Pay' })).toBeEnabled()
})

it('gives the money back for what could not be deployed, after asking', async () => {
  let refunds = 0
  current = order({
    status: 'paid',
    service_id: 'service-1',
    failure: { code: 'no_capacity', params: {} },
  })
  server.use(
    http.get(`${base}/services/service-1/operations`, () =>
      HttpResponse.json(pageOf([operation({ state: 'failed', retryable: true })])),
    ),
    http.post(`${base}/orders/order-1/actions/refund`, () => {
      refunds += 1
      current = order({ status: 'refunded', service_id: 'service-1' })
      return HttpResponse.json(current)
    }),
  )
  const { user, place } = renderPanel(<OrderPage />, at)
  expect(await screen.findByRole('alert')).toHaveTextContent('no node with enough room')
  expect(await screen.findByRole('button', { name: 'Try again' })).toBeVisible()
  await user.click(screen.getByRole('button', { name: 'Get a refund' }))
  const dialog = within(await screen.findByRole('dialog'))
  expect(dialog.getByText(/The whole sum goes to your balance/)).toBeVisible()
  expect(refunds).toBe(0)
  await user.click(dialog.getByRole('button', { name: 'Get a refund' }))
  await waitFor(() => expect(refunds).toBe(1))
  expect(await screen.findByRole('link', { name: 'New order' })).toBeVisible()
  expect(place.current).toBe('/panel/order/order-1')
})

it('cancels an order nobody paid', async () => {
  server.use(
    http.post(`${base}/orders/order-1/actions/cancel`, () => {
      current = order({ status: 'cancelled' })
      return HttpResponse.json(current)
    }),
  )
  const { user } = renderPanel(<OrderPage />, at)
  await user.click(await screen.findByRole('button', { name: 'Cancel the order' }))
  const dialog = within(await screen.findByRole('dialog', { name: 'Cancel order HW-1?' }))
  await user.click(dialog.getByRole('button', { name: 'Cancel the order' }))
  expect(await screen.findByRole('heading', { name: 'The order is cancelled' })).toBeVisible()
})

it('says of a fulfilled order whose service was deleted that it is gone', async () => {
  current = order({ status: 'fulfilled', service_id: 'service-1' })
  server.use(http.get(`${base}/services/service-1`, () => problem(404, 'not_found')))
  renderPanel(<OrderPage />, at)
  expect(await screen.findByText('my-shop was deleted')).toBeVisible()
  expect(screen.queryByRole('link', { name: 'Open the service' })).toBeNull()
  expect(screen.getByRole('link', { name: 'New order' })).toBeVisible()
})

it('says how the service of a fulfilled order is now', async () => {
  current = order({ status: 'fulfilled', service_id: 'service-1' })
  let status: 'active' | 'stopped' = 'stopped'
  server.use(http.get(`${base}/services/service-1`, () => HttpResponse.json(service({ status }))))
  const { unmount } = renderPanel(<OrderPage />, at)
  expect(await screen.findByText(/The service now: Stopped/)).toBeVisible()
  unmount()
  status = 'active'
  renderPanel(<OrderPage />, at)
  expect(await screen.findByText('my-shop is running')).toBeVisible()
})

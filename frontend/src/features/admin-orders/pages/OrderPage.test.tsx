import { screen, waitFor, within } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { expect, it } from 'vitest'
import type { Schema } from '~/api/client'
import type { Permission } from '~/auth/me'
import { rub } from '~/testing/fixtures'
import { renderPanel } from '~/testing/renderPanel'
import { base, problem, server } from '~/testing/server'
import OrderPage from './OrderPage'

const page = { at: '/admin/orders/order-1', path: '/admin/orders/:orderId' }
const billingStaff: Permission[] = ['orders:read', 'billing:read', 'billing:refund']

function order(changes: Partial<Schema<'AdminOrderRead'>> = {}): Schema<'AdminOrderRead'> {
  return {
    id: 'order-1',
    number: 'HW-O-000004',
    status: 'paid',
    plan_name: 'Base',
    image_name: 'Static site',
    hostname: 'my-shop',
    period: 'month',
    total: rub(390),
    invoice_id: 'invoice-1',
    service_id: 'service-1',
    failure: { code: 'no_capacity', params: {} },
    allowed_actions: ['refund'],
    created_at: '2026-11-22T10:00:00Z',
    account_id: 'account-1',
    account_name: 'North wind',
    ...changes,
  }
}

it('says why a paid order is stuck and gives the money back after asking', async () => {
  let refunded = false
  const bodies: unknown[] = []
  server.use(
    http.get(`${base}/admin/orders/order-1`, () =>
      HttpResponse.json(refunded ? order({ status: 'refunded' }) : order()),
    ),
    http.post(`${base}/admin/orders/order-1/actions/refund`, async ({ request }) => {
      refunded = true
      bodies.push(await request.json())
      expect(request.headers.get('Idempotency-Key')).toBeTruthy()
      return HttpResponse.json(order({ status: 'refunded' }))
    }),
  )
  const { user } = renderPanel(<OrderPage />, { ...page, staff: billingStaff })
  expect(await screen.findByRole('alert')).toHaveTextContent('No ready node has enough room')
  await user.click(screen.getByRole('button', { name: 'Refund' }))
  const dialog = within(await screen.findByRole('dialog'))
  expect(dialog.getByText(/goes back to the balance of North wind/)).toBeVisible()
  expect(dialog.getByRole('button', { name: 'Refund' })).toBeDisabled()
  await user.type(dialog.getByRole('textbox', { name: 'Reason' }), 'No room on a node')
  await user.click(dialog.getByRole('button', { name: 'Refund' }))
  expect(await screen.findByText('Order HW-O-000004 is refunded')).toBeVisible()
  expect(await screen.findByText('Refunded')).toBeVisible()
  expect(bodies).toEqual([{ reason: 'No room on a node' }])
  await waitFor(() =>
    expect(screen.queryByRole('button', { name: 'Refund' })).not.toBeInTheDocument(),
  )
})

it('shows neither the refund nor the invoice to those who may not', async () => {
  server.use(http.get(`${base}/admin/orders/order-1`, () => HttpResponse.json(order())))
  renderPanel(<OrderPage />, { ...page, staff: ['orders:read'] })
  expect(await screen.findByText('Paid, not delivered')).toBeVisible()
  expect(screen.queryByRole('button', { name: 'Refund' })).not.toBeInTheDocument()
  expect(screen.queryByText('Open the invoice')).not.toBeInTheDocument()
})

it('answers a wrong address like a missing order', async () => {
  server.use(http.get(`${base}/admin/orders/order-1`, () => problem(404, 'not_found')))
  renderPanel(<OrderPage />, { ...page, staff: billingStaff })
  expect(await screen.findByRole('alert')).toHaveTextContent('Nothing here')
})

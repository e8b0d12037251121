import { screen } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { beforeEach, expect, it } from 'vitest'
import type { Schema } from '~/api/client'
import { rub } from '~/testing/fixtures'
import { renderPanel } from '~/testing/renderPanel'
import { base, pageOf, server } from '~/testing/server'
import InvoicePage from './InvoicePage'

let current: Partial<Schema<'AdminInvoiceDetailRead'>>
const sent: unknown[] = []

beforeEach(() => {
  sent.length = 0
  current = {
    id: 'invoice-1',
    number: 'HW-1',
    status: 'paid',
    account_id: 'account-1',
    account_name: 'Lighthouse',
    subtotal: rub(325),
    tax: rub(65),
    total: rub(390),
    paid: rub(390),
    lines: [],
    order_id: null,
    subscription_id: null,
    issued_at: '2026-11-22T10:00:00Z',
    due_at: '2026-11-29T10:00:00Z',
    paid_at: '2026-11-22T10:01:00Z',
    created_at: '2026-11-22T10:00:00Z',
    allowed_actions: ['refund'],
  }
  server.use(
    http.get(`${base}/admin/invoices/invoice-1`, () => HttpResponse.json(current)),
    http.get(`${base}/admin/payments`, () => HttpResponse.json(pageOf([]))),
    http.post(`${base}/admin/invoices/invoice-1/actions/refund`, async ({ request }) => {
      sent.push(await request.json(), request.headers.get('idempotency-key'))
      current = { ...current, status: 'refunded', allowed_actions: [] }
      return HttpResponse.json({ id: 'note-1', number: 'HW-CN-1' })
    }),
  )
})

const open = () =>
  renderPanel(<InvoicePage />, {
    at: '/admin/invoices/invoice-1',
    path: '/admin/invoices/:invoiceId',
    staff: ['billing:read', 'billing:refund'],
  })

it('refunds a paid invoice with a reason, once', async () => {
  const { user } = open()
  await user.click(await screen.findByRole('button', { name: 'Refund' }))
  const dialog = await screen.findByRole('dialog', { name: 'Refund invoice HW-1?' })
  expect(dialog).toHaveTextContent('goes back to the balance of Lighthouse')
  await user.type(screen.getByRole('textbox', { name: 'Reason' }), 'A day of downtime')
  const confirm = screen.getAllByRole('button', { name: 'Refund' }).at(-1)
  await user.click(confirm as HTMLElement)
  expect(await screen.findByText('Invoice HW-1 is refunded')).toBeVisible()
  expect(sent).toEqual([{ reason: 'A day of downtime' }, expect.any(String)])
  await expect.poll(() => screen.queryByRole('button', { name: 'Refund' })).toBeNull()
})

it('offers no refund where the server does not', async () => {
  current = { ...current, allowed_actions: [] }
  open()
  expect(await screen.findByText('Lighthouse')).toBeVisible()
  expect(screen.queryByRole('button', { name: 'Refund' })).toBeNull()
})

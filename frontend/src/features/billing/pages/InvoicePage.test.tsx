import { screen, waitFor, within } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { beforeEach, expect, it, vi } from 'vitest'
import type { Schema } from '~/api/client'
import type { Permission } from '~/auth/me'
import { rub, summary } from '~/testing/fixtures'
import { renderPanel } from '~/testing/renderPanel'
import { base, pageOf, problem, server } from '~/testing/server'
import InvoicePage from './InvoicePage'
import InvoicesPage from './InvoicesPage'
import ReturnPage from './ReturnPage'

const permissions: Permission[] = ['billing:read', 'billing:manage']
const at = { at: '/panel/invoices/invoice-1', path: '/panel/invoices/:invoiceId', permissions }

function invoice(changes: Partial<Schema<'InvoiceDetailRead'>> = {}): Schema<'InvoiceDetailRead'> {
  return {
    id: 'invoice-1',
    number: 'HW-2026-1',
    status: 'issued',
    subtotal: rub(325),
    tax: rub(65),
    total: rub(390),
    paid: rub(0),
    issued_at: '2026-11-22T10:00:00Z',
    due_at: '2036-11-29T10:00:00Z',
    paid_at: null,
    created_at: '2026-11-22T10:00:00Z',
    order_id: null,
    subscription_id: 'subscription-1',
    subject: { code: 'line.renewal', params: { plan: 'Base', hostname: 'my-shop' } },
    allowed_actions: ['pay'],
    lines: [
      {
        id: 'line-1',
        description: { code: 'line.renewal', params: { plan: 'Base', hostname: 'my-shop' } },
        quantity: 1,
        unit: rub(390),
        amount: rub(390),
        tax_rate: 2000,
        period_start: '2026-12-01T00:00:00Z',
        period_end: '2027-01-01T00:00:00Z',
      },
    ],
    ...changes,
  }
}

let current: Schema<'InvoiceDetailRead'>

beforeEach(() => {
  current = invoice()
  server.use(
    http.get(`${base}/invoices/invoice-1`, () => HttpResponse.json(current)),
    http.get(`${base}/payments`, () => HttpResponse.json(pageOf([]))),
    http.get(`${base}/payment-methods`, () => HttpResponse.json({ methods })),
  )
})

const methods: Schema<'PaymentMethodRead'>[] = [
  { method: 'balance', kind: 'balance' },
  { method: 'sandbox', kind: 'redirect' },
]

/** Opens the sheet, and finds it by what it is for. */
async function payingIn(user: ReturnType<typeof renderPanel>['user']) {
  await user.click(await screen.findByRole('button', { name: 'Pay' }))
  return within(await screen.findByRole('dialog', { name: 'Payment' }))
}

it('explains its lines and is paid from the balance', async () => {
  const keys: (string | null)[] = []
  server.use(
    http.post(`${base}/invoices/invoice-1/actions/pay`, ({ request }) => {
      keys.push(request.headers.get('Idempotency-Key'))
      current = invoice({ status: 'paid', paid: rub(390), paid_at: '2026-11-22T11:00:00Z' })
      return HttpResponse.json({ invoice: current, payment: null })
    }),
  )
  const { user } = renderPanel(<InvoicePage />, at)
  expect(await screen.findByText('Base plan, renewal')).toBeVisible()
  expect(screen.getByText('my-shop')).toBeVisible()
  expect(screen.getByText('Tax 20%, included')).toBeVisible()
  const sheet = await payingIn(user)
  expect(sheet.getByText('HW-2026-1')).toBeVisible()
  expect(sheet.getByText('my-shop')).toBeVisible()
  expect(sheet.getByRole('radio', { name: /From the balance/ })).toBeChecked()
  await user.click(sheet.getByRole('button', { name: 'Pay ₽390' }))
  expect(await screen.findByText('Invoice HW-2026-1 is paid')).toBeVisible()
  expect(await screen.findByText('Paid from the balance.')).toBeVisible()
  expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/)
})

it('pays by card when the balance is too low', async () => {
  const open = vi.spyOn(window, 'open').mockReturnValue(null)
  server.use(
    http.get(`${base}/me/summary`, () => HttpResponse.json({ ...summary, balance: rub(100) })),
    http.post(`${base}/invoices/invoice-1/actions/pay`, () =>
      HttpResponse.json({
        invoice: current,
        payment: { status: 'pending', checkout_url: 'https://pay.test/1' },
      }),
    ),
  )
  const { user } = renderPanel(<InvoicePage />, at)
  expect(await screen.findByText('Balance ₽100: ₽290 short')).toBeVisible()
  const sheet = await payingIn(user)
  expect(sheet.getByRole('radio', { name: /From the balance.*₽290 short/ })).toBeDisabled()
  expect(sheet.getByRole('radio', { name: /By card/ })).toBeChecked()
  await user.click(sheet.getByRole('button', { name: 'Pay ₽390' }))
  await waitFor(() => expect(open).toHaveBeenCalledWith('https://pay.test/1', '_self'))
})

it('offers nothing to read-only members', async () => {
  renderPanel(<InvoicePage />, { ...at, permissions: ['billing:read'] })
  expect(await screen.findByText(/Somebody with access to billing/)).toBeVisible()
  expect(screen.queryByRole('button', { name: 'Pay' })).toBeNull()
})

it('leads back from the payment page to what was paid', async () => {
  const payment = { id: 'payment-1', invoice_id: 'invoice-1', status: 'succeeded' }
  server.use(http.get(`${base}/payments/payment-1`, () => HttpResponse.json(payment)))
  current = invoice({ order_id: 'order-1' })
  const back = { at: '/panel/billing?from=payment-1&payment=pay_9', path: '/panel/billing' }
  const { place } = renderPanel(<ReturnPage />, { ...back, permissions })
  await waitFor(() => expect(place.current).toBe('/panel/order/order-1?payment=payment-1'))
})

it("leads to the balance when the payment is not there, or somebody else's", async () => {
  server.use(http.get(`${base}/payments/payment-2`, () => problem(404, 'not_found')))
  const back = { at: '/panel/billing?from=payment-2', path: '/panel/billing', permissions }
  const { place } = renderPanel(<ReturnPage />, back)
  await waitFor(() => expect(place.current).toBe('/panel/balance'))
})

it('says in the sheet why it cannot be paid any more, and stays open', async () => {
  server.use(
    http.post(`${base}/invoices/invoice-1/actions/pay`, () => problem(409, 'invoice_not_payable')),
  )
  const { user } = renderPanel(<InvoicePage />, at)
  const sheet = await payingIn(user)
  await user.click(sheet.getByRole('button', { name: 'Pay ₽390' }))
  expect(await sheet.findByRole('alert')).toHaveTextContent(/paid or withdrawn in the meantime/)
  await user.keyboard('{Escape}')
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
})

it('shows what is overdue, and all again', async () => {
  const asked: string[] = []
  server.use(
    http.get(`${base}/invoices`, ({ request }) => {
      asked.push(new URL(request.url).search)
      return HttpResponse.json(pageOf([current]))
    }),
    http.get(`${base}/subscriptions`, () => HttpResponse.json(pageOf([]))),
  )
  const list = { at: '/panel/invoices?status=paid', path: '/panel/invoices', permissions }
  const { user, place } = renderPanel(<InvoicesPage />, list)
  await user.click(await screen.findByRole('button', { name: 'Overdue' }))
  await waitFor(() => expect(place.current).toBe('/panel/invoices?overdue=true'))
  await waitFor(() => expect(asked.at(-1)).toContain('overdue=true'))
  expect(asked.at(-1)).not.toContain('status=')
  await user.click(screen.getByRole('button', { name: 'All' }))
  await waitFor(() => expect(place.current).toBe('/panel/invoices'))
})

it('pays all that is open in one payment, and comes back to the list', async () => {
  const second = invoice({ id: 'invoice-2', number: 'HW-2026-2' })
  const paidOne = invoice({ id: 'invoice-3', status: 'paid', allowed_actions: [] })
  const sent: unknown[] = []
  server.use(
    http.get(`${base}/invoices`, () => HttpResponse.json(pageOf([current, second, paidOne]))),
    http.get(`${base}/subscriptions`, () => HttpResponse.json(pageOf([]))),
    http.post(`${base}/invoices/actions/pay`, async ({ request }) => {
      sent.push(await request.json())
      return HttpResponse.json({ paid_ids: ['invoice-1', 'invoice-2'], payment: null })
    }),
    http.get(`${base}/payments/payment-3`, () =>
      HttpResponse.json({ id: 'payment-3', invoice_id: null, invoice_ids: ['invoice-1'] }),
    ),
  )
  const list = { at: '/panel/invoices', path: '/panel/invoices', permissions }
  const { user, unmount } = renderPanel(<InvoicesPage />, list)
  await user.click(await screen.findByRole('button', { name: 'Pay all' }))
  const sheet = within(await screen.findByRole('dialog', { name: 'Pay all' }))
  expect(sheet.getByText('2 invoices')).toBeVisible()
  await user.click(sheet.getByRole('button', { name: 'Pay ₽780' }))
  expect(await screen.findByText('2 invoices are paid')).toBeVisible()
  expect(sent).toEqual([{ invoice_ids: ['invoice-1', 'invoice-2'], method: 'balance' }])
  unmount()
  const back = { at: '/panel/billing?from=payment-3', path: '/panel/billing', permissions }
  const { place } = renderPanel(<ReturnPage />, back)
  await waitFor(() => expect(place.current).toBe('/panel/invoices?payment=payment-3'))
})

import { screen, waitFor } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { beforeEach, expect, it } from 'vitest'
import type { Schema } from '~/api/client'
import type { Permission } from '~/auth/me'
import { readImpersonation } from '~/auth/session'
import { rub, service } from '~/testing/fixtures'
import { renderPanel } from '~/testing/renderPanel'
import { base, pageOf, problem, server } from '~/testing/server'
import CustomerPage from './CustomerPage'

const path = '/admin/customers/:customerId/*'
const at = '/admin/customers/account-1'
const billingStaff: Permission[] = [
  'accounts:read',
  'services:read',
  'orders:read',
  'billing:read',
  'billing:adjust',
]

const customer: Schema<'CustomerRead'> = {
  id: 'account-1',
  name: 'North wind',
  currency: 'RUB',
  locale: 'ru',
  time_zone: 'Europe/Moscow',
  owner: { id: 'user-1', name: 'Ilya', email: 'ilya@example.com', email_verified: true },
  members: 2,
  people: [{ id: 'user-1', name: 'Ilya', email: 'ilya@example.com', role: 'owner' }],
  balance: rub(2340),
  mrr: rub(990),
  services: 3,
  last_sign_in_at: null,
  created_at: '2026-01-01T00:00:00Z',
}

const entry: Schema<'LedgerEntryRead'> = {
  id: 'entry-1',
  kind: 'adjustment',
  reason: { code: 'balance.adjusted', params: { reason: 'A gift' } },
  reference: 'adjustment:1',
  details: {},
  account_id: 'account-1',
  account_name: 'North wind',
  invoice_id: null,
  payment_id: null,
  actor_kind: 'staff',
  actor_id: 'user-9',
  request_id: 'req-1',
  created_at: '2026-11-20T00:00:00Z',
  postings: [
    {
      id: 'posting-1',
      kind: 'customer_balance',
      code: '',
      account_id: 'account-1',
      amount: rub(2340),
    },
    { id: 'posting-2', kind: 'adjustments', code: '', account_id: null, amount: rub(-2340) },
  ],
}

beforeEach(() => {
  server.use(
    http.get(`${base}/admin/customers/account-1`, () => HttpResponse.json(customer)),
    http.get(`${base}/admin/services`, () =>
      HttpResponse.json(
        pageOf([{ ...service(), account_id: 'account-1', account_name: 'North wind' }]),
      ),
    ),
    http.get(`${base}/admin/orders`, () => HttpResponse.json(pageOf([]))),
    http.get(`${base}/admin/invoices`, () => HttpResponse.json(pageOf([]))),
    http.get(`${base}/admin/ledger`, () => HttpResponse.json(pageOf([entry]))),
  )
})

async function fill(user: ReturnType<typeof renderPanel>['user'], amount: string, reason: string) {
  await user.type(await screen.findByRole('textbox', { name: /^Amount/ }), amount)
  await user.type(screen.getByRole('textbox', { name: 'Reason' }), reason)
  await user.click(screen.getByRole('button', { name: 'Adjust' }))
}

it('shows the person, the balance and what the customer has', async () => {
  renderPanel(<CustomerPage />, { at, path, staff: billingStaff })
  expect(await screen.findByText('₽2,340')).toBeVisible()
  expect(await screen.findByRole('link', { name: 'my-shop' })).toBeVisible()
  expect(await screen.findByText('This customer has not ordered anything yet.')).toBeVisible()
})

it('hides money without the permission', async () => {
  renderPanel(<CustomerPage />, { at, path, staff: ['accounts:read', 'services:read'] })
  expect(await screen.findByRole('link', { name: 'my-shop' })).toBeVisible()
  expect(screen.queryByText('Balance')).not.toBeInTheDocument()
  expect(screen.queryByText('Invoices')).not.toBeInTheDocument()
})

it('offers no adjustment with read access only', async () => {
  const reader = billingStaff.filter((permission) => permission !== 'billing:adjust')
  renderPanel(<CustomerPage />, { at: `${at}/balance`, path, staff: reader })
  expect(await screen.findByText('A gift')).toBeVisible()
  expect(screen.queryByText('Adjust the balance')).not.toBeInTheDocument()
})

it('refuses an adjustment without an amount or a reason before asking the server', async () => {
  const { user } = renderPanel(<CustomerPage />, { at: `${at}/balance`, path, staff: billingStaff })
  await user.type(await screen.findByRole('textbox', { name: /^Amount/ }), 'much')
  await user.click(screen.getByRole('button', { name: 'Adjust' }))
  expect(await screen.findByText('Enter the amount as a number')).toBeVisible()
  expect(screen.getByRole('textbox', { name: 'Reason' })).toHaveAttribute('aria-invalid', 'true')
  expect(screen.queryByRole('dialog')).not.toBeInTheDocument()
})

it('asks first, and sends one key however often the answer is lost', async () => {
  const keys: (string | null)[] = []
  const bodies: unknown[] = []
  server.use(
    http.post(`${base}/admin/accounts/account-1/actions/adjust-balance`, async ({ request }) => {
      keys.push(request.headers.get('Idempotency-Key'))
      bodies.push(await request.json())
      return keys.length === 1
        ? problem(503, 'unavailable')
        : HttpResponse.json({ balance: rub(2240) })
    }),
  )
  const { user } = renderPanel(<CustomerPage />, { at: `${at}/balance`, path, staff: billingStaff })
  await user.selectOptions(
    await screen.findByRole('combobox', { name: 'What to do' }),
    'Take from the customer',
  )
  await fill(user, '100,50', 'Paid twice')
  await user.click(await screen.findByRole('button', { name: 'Take ₽100.50' }))
  expect(await screen.findByText(/not responding right now/)).toBeVisible()
  expect(screen.getByRole('textbox', { name: 'Reason' })).toHaveValue('Paid twice')
  await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())
  await user.click(screen.getByRole('button', { name: 'Adjust' }))
  await user.click(await screen.findByRole('button', { name: 'Take ₽100.50' }))
  expect(await screen.findByText('The balance is now ₽2,240')).toBeVisible()
  expect(bodies).toEqual([
    { amount: -10050, reason: 'Paid twice' },
    { amount: -10050, reason: 'Paid twice' },
  ])
  expect(keys[0]).toBeTruthy()
  expect(keys[1]).toBe(keys[0])
  await waitFor(() => expect(screen.getByRole('textbox', { name: 'Reason' })).toHaveValue(''))
})

it('keeps the form when the confirmation is declined', async () => {
  const { user } = renderPanel(<CustomerPage />, { at: `${at}/balance`, path, staff: billingStaff })
  await fill(user, '500', 'A gift')
  await user.click(await screen.findByRole('button', { name: 'Cancel' }))
  expect(screen.getByRole('textbox', { name: /^Amount/ })).toHaveValue('500')
})

it('signs in as a person of the account with a reason, in this tab alone', async () => {
  const bodies: unknown[] = []
  server.use(
    http.post(`${base}/admin/users/user-1/actions/impersonate`, async ({ request }) => {
      bodies.push(await request.json())
      return HttpResponse.json(
        { access_token: 'lent', token_type: 'bearer', expires_in: 3600 },
        { status: 201 },
      )
    }),
  )
  const staff: Permission[] = [...billingStaff, 'users:impersonate']
  const { user } = renderPanel(<CustomerPage />, { at, path, staff })
  await user.click(await screen.findByRole('button', { name: 'Sign in as' }))
  const go = await screen.findByRole('button', { name: 'Sign in' })
  expect(go).toBeDisabled()
  await user.type(screen.getByRole('textbox', { name: 'Reason' }), 'Asked in a ticket')
  await user.click(go)
  await waitFor(() => expect(readImpersonation()?.token).toBe('lent'))
  expect(readImpersonation()?.back).toBe('/admin/customers/account-1')
  expect(localStorage).toHaveLength(0)
  expect(bodies).toEqual([{ account_id: 'account-1', reason: 'Asked in a ticket' }])
})

it('offers no impersonation without the permission', async () => {
  renderPanel(<CustomerPage />, { at, path, staff: billingStaff })
  expect(await screen.findByText('People with access')).toBeVisible()
  expect(screen.queryByRole('button', { name: 'Sign in as' })).not.toBeInTheDocument()
})

import { screen, waitFor } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { beforeEach, expect, it, vi } from 'vitest'
import { rub } from '~/testing/fixtures'
import { type PanelOptions, renderPanel } from '~/testing/renderPanel'
import { base, pageOf, problem, server } from '~/testing/server'
import BalancePage from './BalancePage'

const at: PanelOptions = {
  at: '/panel/balance',
  path: '/panel/balance',
  permissions: ['billing:read', 'billing:manage'],
}

beforeEach(() => {
  server.use(
    http.get(`${base}/balance/entries`, () =>
      HttpResponse.json(
        pageOf([
          {
            id: 'entry-1',
            kind: 'credit_note',
            description: { code: 'entry.credit_note', params: { number: 'CN-1' } },
            amount: rub(390),
            invoice_id: 'invoice-1',
            payment_id: null,
            created_at: '2026-11-22T10:00:00Z',
          },
        ]),
      ),
    ),
  )
})

it('describes each balance entry in words', async () => {
  renderPanel(<BalancePage />, at)
  const link = await screen.findByRole('link', { name: 'Refund, credit note CN-1' })
  expect(link).toHaveAttribute('href', '/panel/invoices/invoice-1')
  expect(screen.getByText('+₽390')).toBeVisible()
})

it('tops up in minor units, by a preset or by what is typed', async () => {
  const open = vi.spyOn(window, 'open').mockReturnValue(null)
  const sent: unknown[] = []
  server.use(
    http.post(`${base}/balance/top-ups`, async ({ request }) => {
      sent.push(await request.json())
      const payment = { id: 'payment-1', status: 'pending', checkout_url: 'https://pay.test/2' }
      return HttpResponse.json(payment, { status: 201 })
    }),
  )
  const { user } = renderPanel(<BalancePage />, at)
  await user.click(await screen.findByRole('button', { name: '₽3,000' }))
  await user.click(screen.getByRole('button', { name: 'Go to payment' }))
  await waitFor(() => expect(open).toHaveBeenCalledWith('https://pay.test/2', '_self'))
  const field = screen.getByRole('textbox', { name: 'Amount, RUB' })
  await user.clear(field)
  await user.type(field, '1 500,5')
  await user.click(screen.getByRole('button', { name: 'Go to payment' }))
  await waitFor(() => expect(sent).toHaveLength(2))
  expect(sent).toEqual([
    { amount: 300_000, provider: 'sandbox' },
    { amount: 150_050, provider: 'sandbox' },
  ])
})

it('refuses what is not an amount, and says when the provider is away', async () => {
  server.use(
    http.post(`${base}/balance/top-ups`, () => problem(503, 'payment_provider_unavailable')),
  )
  const { user } = renderPanel(<BalancePage />, at)
  const field = await screen.findByRole('textbox', { name: 'Amount, RUB' })
  await user.clear(field)
  await user.type(field, 'lots')
  await user.click(screen.getByRole('button', { name: 'Go to payment' }))
  expect(await screen.findByText('Enter the amount as a number')).toBeVisible()
  await user.clear(field)
  await user.type(field, '500')
  await user.click(screen.getByRole('button', { name: 'Go to payment' }))
  expect(await screen.findByRole('alert')).toHaveTextContent('payment provider is not responding')
})

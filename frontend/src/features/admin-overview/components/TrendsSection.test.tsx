import { screen, waitFor, within } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { expect, it } from 'vitest'
import type { Permission } from '~/auth/me'
import { renderPanel } from '~/testing/renderPanel'
import { base, problem, server } from '~/testing/server'
import type { Trends } from '../api'
import TrendsSection from './TrendsSection'

const path = `${base}/admin/overview/trends`
const staff: Permission[] = ['orders:read', 'billing:read', 'accounts:read', 'services:read']
const none = { values: [0, 0], previous: [0, 0], total: 0, previous_total: 0 }

const trends: Trends = {
  days: ['2026-11-19', '2026-11-20'],
  revenue: [
    {
      currency: 'RUB',
      values: [100_000, 20_000],
      previous: [100_000, 0],
      total: 120_000,
      previous_total: 100_000,
    },
  ],
  orders: { values: [0, 3], previous: [4, 2], total: 3, previous_total: 6 },
  sign_ups: { values: [1, 1], previous: [0, 0], total: 2, previous_total: 0 },
  failed_operations: none,
  failed_payments: none,
  counted_at: new Date(Date.now() - 130_000).toISOString(),
}

function answering(answer: Trends) {
  const asked: (string | null)[] = []
  server.use(
    http.get(path, ({ request }) => {
      asked.push(new URL(request.url).searchParams.get('range'))
      return HttpResponse.json(answer)
    }),
  )
  return asked
}

const section = (held = staff, at = '/admin') =>
  renderPanel(<TrendsSection />, { at, path: '/admin', staff: held })
const figure = (name: string) => screen.findByRole('figure', { name })

it('compares each period with the one before, and says what did not happen', async () => {
  answering(trends)
  section()
  expect(await screen.findByText('₽1,200')).toBeVisible()
  const revenue = await figure('Money received')
  expect(revenue).toHaveTextContent('+20% to the period before')
  expect(revenue).toHaveTextContent('the period before: ₽1,000')
  expect(await figure('Orders')).toHaveTextContent('3-50% to the period before')
  expect(await figure('New customers')).not.toHaveTextContent('%')
  expect(await figure('Failed payments')).toHaveTextContent('No payment failed in these days')
  expect(screen.getByText(/^Days begin at midnight UTC/)).toHaveTextContent('2 minutes ago')
})

it('has each day in a table', async () => {
  answering(trends)
  const { user } = section()
  const orders = await figure('Orders')
  await user.click(await within(orders).findByRole('button', { name: 'Show as a table' }))
  const rows = within(orders).getAllByRole('row')
  expect(rows.map((row) => row.textContent)).toEqual([
    'Daythis periodthe period before: 6',
    'November 19, 202604',
    'November 20, 202632',
  ])
})

it('keeps the range in the address', async () => {
  const asked = answering(trends)
  const { user } = section(staff, '/admin?range=90d')
  await waitFor(() => expect(asked).toEqual(['90d']))
  expect(screen.getByRole('button', { name: '90 d' })).toHaveAttribute('aria-pressed', 'true')
  await user.click(screen.getByRole('button', { name: '1 y' }))
  await waitFor(() => expect(asked).toEqual(['90d', '1y']))
})

it('takes a range that nobody knows for the usual one', async () => {
  const asked = answering(trends)
  section(staff, '/admin?range=forever')
  await waitFor(() => expect(asked).toEqual(['30d']))
})

it('shows only what may be seen, and room for no more before the answer', async () => {
  answering({ ...trends, revenue: null, failed_payments: null, sign_ups: null })
  section(['orders:read', 'services:read'])
  expect(await figure('Failed operations')).toBeVisible()
  expect(screen.queryByRole('figure', { name: /received|payments|customers/ })).toBeNull()
  expect(await screen.findByText(/^Days begin/)).toBeVisible()
  expect(screen.getAllByRole('figure')).toHaveLength(2)
})

it('shows each currency by itself, and says when nothing is counted yet', async () => {
  const yen = { ...none, currency: 'JPY', values: [0, 500], total: 500 }
  answering({ ...trends, revenue: [...(trends.revenue ?? []), yen], counted_at: null })
  section()
  expect(await figure('Money received, JPY')).toHaveTextContent('¥500')
  expect(await figure('Money received, RUB')).toHaveTextContent('₽1,200')
  expect(screen.getByText(/none has been counted yet/)).toBeVisible()
})

it('says that no money moved', async () => {
  answering({ ...trends, revenue: [] })
  section()
  expect(await screen.findByText(/^No money was received/)).toBeVisible()
})

it('says why it could not be loaded and tries again', async () => {
  server.use(http.get(path, () => problem(503, 'unavailable')))
  const { user } = section()
  const again = await screen.findByRole('button', { name: 'Try again' }, { timeout: 4000 })
  answering(trends)
  await user.click(again)
  expect(await figure('Orders')).toBeVisible()
})

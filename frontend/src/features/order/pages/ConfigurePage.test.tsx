import { screen, waitFor } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { beforeEach, expect, it, vi } from 'vitest'
import type { Schema } from '~/api/client'
import { meQuery, type Permission } from '~/auth/me'
import { me, rub, summary } from '~/testing/fixtures'
import { renderPanel } from '~/testing/renderPanel'
import { base, problem, server } from '~/testing/server'
import ConfigurePage from './ConfigurePage'

const permissions: Permission[] = ['orders:read', 'orders:manage', 'billing:read', 'billing:manage']
const at = { at: '/panel/order', path: '/panel/order', permissions }
const rules = { invoice_lead_hours: 168, grace_hours: 72, terminate_hours: 336 }

function plan(slug: string, month: number, setup = 0): Schema<'PlanRead'> {
  return {
    id: `plan-${slug}`,
    slug,
    name: slug,
    cpu_millis: 1000,
    description: { ru: '', en: '' },
    image_ids: [],
    in_stock: true,
    is_default: false,
    memory_mb: 1024,
    disk_gb: 10,
    prices: [
      { id: `${slug}-m`, period: 'month', amount: rub(month), setup_fee: rub(setup), rules },
      { id: `${slug}-h`, period: 'hour', amount: rub(1), setup_fee: rub(0), rules },
    ],
  }
}

const catalog: Schema<'CatalogRead'> = {
  products: [
    {
      id: 'product-1',
      slug: 'containers',
      kind: 'container',
      name: { ru: 'Контейнеры', en: 'Containers' },
      description: { ru: 'Приложение', en: 'An application' },
      plans: [plan('start', 190), plan('pro', 790, 100)],
    },
  ],
  images: [
    {
      id: 'image-1',
      slug: 'static-site',
      name: 'Static site',
      kind: 'container',
      description: { ru: 'Сайт', en: 'A site' },
    },
  ],
}

const placed = {
  id: 'order-1',
  number: 'HW-1',
  status: 'awaiting_payment',
  invoice_id: 'invoice-1',
  hostname: 'my-site',
  total: rub(190),
}

interface Sent {
  keys: (string | null)[]
  orders: unknown[]
  payments: unknown[]
}

let sent: Sent

beforeEach(() => {
  sent = { keys: [], orders: [], payments: [] }
  server.use(
    http.get(`${base}/public/catalog`, () => HttpResponse.json(catalog)),
    http.get(`${base}/payment-methods`, () =>
      HttpResponse.json({
        methods: [
          { method: 'balance', kind: 'balance' },
          { method: 'sandbox', kind: 'redirect' },
        ],
      }),
    ),
    http.post(`${base}/orders`, async ({ request }) => {
      sent.keys.push(request.headers.get('Idempotency-Key'))
      sent.orders.push(await request.json())
      return HttpResponse.json(placed, { status: 201 })
    }),
    http.post(`${base}/invoices/invoice-1/actions/pay`, async ({ request }) => {
      sent.payments.push(await request.json())
      return HttpResponse.json({ invoice: { id: 'invoice-1', status: 'paid' }, payment: null })
    }),
  )
})

it('orders what was chosen, pays from the balance and goes on to the order', async () => {
  const { user, place } = renderPanel(<ConfigurePage />, at)
  await user.click(await screen.findByRole('radio', { name: /pro/ }))
  expect(place.current).toContain('plan=pro')
  expect(await screen.findByText('₽1,450 will be left')).toBeVisible()
  await user.type(screen.getByRole('textbox'), 'my-site')
  const [buy] = screen.getAllByRole('button', { name: 'Order for ₽890' })
  await user.click(buy as HTMLElement)
  await waitFor(() => expect(place.current).toBe('/panel/order/order-1?payment=balance'))
  expect(sent.orders).toEqual([
    { plan_id: 'plan-pro', price_id: 'pro-m', image_id: 'image-1', hostname: 'my-site' },
  ])
  expect(sent.payments).toEqual([{ method: 'balance' }])
})

it('pays by card when the balance is too low', async () => {
  const open = vi.spyOn(window, 'open').mockReturnValue(null)
  server.use(
    http.get(`${base}/me/summary`, () => HttpResponse.json({ ...summary, balance: rub(50) })),
    http.post(`${base}/invoices/invoice-1/actions/pay`, async ({ request }) => {
      sent.payments.push(await request.json())
      const payment = { status: 'pending', checkout_url: 'https://pay.test/checkout/1' }
      return HttpResponse.json({ invoice: { id: 'invoice-1', status: 'issued' }, payment })
    }),
  )
  const { user, place } = renderPanel(<ConfigurePage />, { ...at, at: '/panel/order?name=my-site' })
  expect(await screen.findByText('₽140 short')).toBeVisible()
  expect(screen.getByRole('radio', { name: /From the balance/ })).toBeDisabled()
  expect(screen.getByRole('radio', { name: /By card/ })).toBeChecked()
  await user.click(screen.getAllByRole('button', { name: /Order for/ })[0] as HTMLElement)
  await waitFor(() => expect(open).toHaveBeenCalledWith('https://pay.test/checkout/1', '_self'))
  expect(sent.payments).toEqual([{ method: 'sandbox' }])
  // Back from there leads to the order, not to a second one.
  await waitFor(() => expect(place.current).toBe('/panel/order/order-1'))
})

it('offers what the installation takes, and orders where nothing of it can pay', async () => {
  server.use(
    http.get(`${base}/me/summary`, () => HttpResponse.json({ ...summary, balance: rub(50) })),
    http.get(`${base}/payment-methods`, () =>
      HttpResponse.json({ methods: [{ method: 'balance', kind: 'balance' }] }),
    ),
  )
  const { user, place } = renderPanel(<ConfigurePage />, { ...at, at: '/panel/order?name=later' })
  expect(await screen.findByRole('radio', { name: /From the balance/ })).toBeDisabled()
  expect(screen.queryByRole('radio', { name: /By card/ })).toBeNull()
  await user.click(screen.getAllByRole('button', { name: /Order for/ })[0] as HTMLElement)
  await waitFor(() => expect(place.current).toBe('/panel/order/order-1'))
  expect(sent.orders).toHaveLength(1)
  expect(sent.payments).toEqual([])
})

it('takes no order before it knows how it can be paid', async () => {
  server.use(http.get(`${base}/payment-methods`, () => new Promise<never>(() => undefined)))
  renderPanel(<ConfigurePage />, { ...at, at: '/panel/order?name=early' })
  for (const buy of await screen.findAllByRole('button', { name: /Order for/ })) {
    expect(buy).toBeDisabled()
  }
  expect(screen.queryByRole('radiogroup', { name: 'How to pay' })).toBeNull()
})

it('repeats the key after a lost answer, so that nothing is ordered twice', async () => {
  let lost = true
  server.use(
    http.post(`${base}/orders`, ({ request }) => {
      sent.keys.push(request.headers.get('Idempotency-Key'))
      if (!lost) return HttpResponse.json(placed, { status: 201 })
      lost = false
      return HttpResponse.error()
    }),
  )
  const { user, place } = renderPanel(<ConfigurePage />, { ...at, at: '/panel/order?name=again' })
  await screen.findByRole('radio', { name: /From the balance/ })
  await user.click(screen.getAllByRole('button', { name: /Order for/ })[0] as HTMLElement)
  expect(await screen.findByRole('alert')).toHaveTextContent('Cannot reach the server')
  await user.click(screen.getAllByRole('button', { name: /Order for/ })[0] as HTMLElement)
  await waitFor(() => expect(place.current).toContain('/panel/order/order-1'))
  expect(sent.keys).toHaveLength(2)
  expect(sent.keys[0]).toBe(sent.keys[1])
})

it('keeps the order when only its payment could not begin', async () => {
  server.use(
    http.post(`${base}/invoices/invoice-1/actions/pay`, () =>
      problem(503, 'payment_provider_unavailable'),
    ),
  )
  const { user, place } = renderPanel(<ConfigurePage />, { ...at, at: '/panel/order?name=kept' })
  await screen.findByRole('radio', { name: /From the balance/ })
  await user.click(screen.getAllByRole('button', { name: /Order for/ })[0] as HTMLElement)
  await waitFor(() =>
    expect(place.current).toBe('/panel/order/order-1?failure=payment_provider_unavailable'),
  )
})

it('asks to confirm the email first and sends the letter again', async () => {
  const letters: unknown[] = []
  server.use(
    http.post(`${base}/auth/verify/request`, async ({ request }) => {
      letters.push(await request.json())
      return HttpResponse.json({}, { status: 202 })
    }),
  )
  const { user, queries } = renderPanel(<ConfigurePage />, at)
  queries.setQueryData(meQuery.queryKey, { ...me, permissions, email_verified: false })
  expect(await screen.findByText('Confirm your email to order.')).toBeVisible()
  for (const buy of await screen.findAllByRole('button', { name: /Order for/ })) {
    expect(buy).toBeDisabled()
  }
  await user.click(screen.getByRole('button', { name: 'Send the email again' }))
  await waitFor(() => expect(letters).toEqual([{ email: me.email }]))
})

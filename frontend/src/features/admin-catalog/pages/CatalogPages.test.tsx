import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import { expect, it } from 'vitest'
import type { Schema } from '~/api/client'
import type { Permission } from '~/auth/me'
import { rub } from '~/testing/fixtures'
import { renderPanel } from '~/testing/renderPanel'
import { base, problem, server } from '~/testing/server'
import ProductPage from './ProductPage'
import ProductsPage from './ProductsPage'

const permissions: Permission[] = ['catalog:read', 'catalog:manage']
const text = { ru: 'Быстро', en: 'Fast' }
const rules = { invoice_lead_hours: 168, grace_hours: 72, terminate_hours: 336 }

const product: Schema<'AdminProductRead'> = {
  id: 'product-1',
  slug: 'apps',
  kind: 'container',
  name: { ru: 'Приложения', en: 'Apps' },
  description: text,
  status: 'draft',
  position: 0,
  version: 3,
  plans: 1,
  created_at: '2026-11-01T00:00:00Z',
  allowed_actions: ['update', 'publish', 'retire'],
}

const plan = (slug: string): Schema<'AdminPlanRead'> => ({
  id: `plan-${slug}`,
  product_id: product.id,
  slug,
  name: slug,
  description: text,
  cpu_millis: 500,
  memory_mb: 512,
  disk_gb: 5,
  stock: 4,
  is_default: false,
  image_ids: [],
  status: 'on_sale',
  position: 0,
  version: 1,
  created_at: '2026-11-01T00:00:00Z',
  allowed_actions: ['update', 'hide', 'retire'],
  prices: [
    {
      id: `price-${slug}`,
      period: 'month',
      amount: rub(190),
      setup_fee: rub(50),
      rules,
      valid_from: '2026-11-01T00:00:00Z',
      withdrawn_at: null,
      state: 'current',
    },
  ],
})

function page<Item>(items: Item[]) {
  return { items, total: items.length, total_exact: true, page: 1, size: 25, pages: 1 }
}

function open(...plans: Schema<'AdminPlanRead'>[]) {
  server.use(
    http.get(`${base}/admin/products/product-1`, () => HttpResponse.json(product)),
    http.get(`${base}/admin/products`, () => HttpResponse.json(page([product]))),
    http.get(`${base}/admin/plans`, () => HttpResponse.json(page(plans))),
    http.get(`${base}/admin/images`, () => HttpResponse.json(page([]))),
    http.get(`${base}/public/config`, () => HttpResponse.json({ currency: 'RUB' })),
  )
  return renderPanel(<ProductPage />, {
    at: '/admin/catalog/product-1',
    path: '/admin/catalog/:productId',
    staff: permissions,
  })
}

it('lists what is sold, with the way to make more', async () => {
  server.use(http.get(`${base}/admin/products`, () => HttpResponse.json(page([product]))))
  renderPanel(<ProductsPage />, {
    at: '/admin/catalog',
    path: '/admin/catalog',
    staff: permissions,
  })
  expect(await screen.findByRole('link', { name: 'Apps' })).toBeVisible()
  expect(screen.getByRole('button', { name: 'Create a product' })).toBeVisible()
})

it('shows each price with its set-up fee and sets a new one in minor units', async () => {
  const sent: unknown[] = []
  open(plan('small'))
  server.use(
    http.post(`${base}/admin/plans/plan-small/prices`, async ({ request }) => {
      sent.push(await request.json())
      return HttpResponse.json(plan('small'), { status: 201 })
    }),
  )
  const user = userEvent.setup()
  const prices = await screen.findByRole('list', { name: 'Prices of small' })
  expect(prices).toHaveTextContent('190')
  expect(prices).toHaveTextContent('once')
  await user.click(screen.getByRole('button', { name: 'Set a price' }))
  const amount = await screen.findByRole('textbox', { name: /Price, RUB/ })
  await user.clear(amount)
  await user.type(amount, '249,90')
  await user.click(screen.getByRole('button', { name: 'Set the price' }))
  await waitFor(() =>
    expect(sent).toEqual([{ period: 'month', currency: 'RUB', amount: 24_990, setup_fee: 5000 }]),
  )
})

it('says that somebody was faster instead of writing over what they did', async () => {
  open(plan('small'))
  let version: string | null = null
  server.use(
    http.patch(`${base}/admin/products/product-1`, ({ request }) => {
      version = request.headers.get('If-Match')
      return problem(412, 'precondition_failed')
    }),
  )
  const user = userEvent.setup()
  await user.click(await screen.findByRole('button', { name: 'Edit' }))
  await user.click(await screen.findByRole('button', { name: 'Save' }))
  expect(await screen.findByText(/Someone changed this in the meantime/)).toBeVisible()
  expect(version).toBe('"3"')
})

it('moves a plan by the keyboard', async () => {
  const sent: unknown[] = []
  open(plan('small'), plan('big'))
  server.use(
    http.post(`${base}/admin/products/product-1/actions/reorder-plans`, async ({ request }) => {
      sent.push(await request.json())
      return new HttpResponse(null, { status: 204 })
    }),
  )
  const user = userEvent.setup()
  const menu = await screen.findByRole('button', { name: 'Actions: big' })
  menu.focus()
  await user.keyboard('{Enter}')
  await user.click(await screen.findByRole('menuitem', { name: 'Move up' }))
  await waitFor(() => expect(sent).toEqual([{ ids: ['plan-big', 'plan-small'] }]))
})

it('hides what is sold at once, and puts it back with undo', async () => {
  open(plan('small'))
  const done: unknown[] = []
  server.use(
    http.post(`${base}/admin/plans/plan-small/actions/:action`, ({ params }) => {
      done.push(params['action'])
      return HttpResponse.json({ ...plan('small'), status: 'hidden' })
    }),
  )
  const user = userEvent.setup()
  await user.click(await screen.findByRole('button', { name: 'Actions: small' }))
  await user.click(await screen.findByRole('menuitem', { name: 'Hide' }))
  await user.click(await screen.findByRole('button', { name: 'Put on sale again' }))
  await waitFor(() => expect(done).toEqual(['hide', 'publish']))
})

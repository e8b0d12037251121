import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { render, screen, within } from '@testing-library/react'
import { createMemoryRouter, RouterProvider } from 'react-router'
import { expect, it } from 'vitest'
import { rub } from '~/testing/fixtures'
import { CatalogContext, type Plan, type Product } from '../catalog'
import { PlanCards } from './PlanCards'
import { PriceData } from './PriceData'

const rules = { invoice_lead_hours: 168, grace_hours: 72, terminate_hours: 336 }
const text = { ru: '', en: '' }

function plan(slug: string, values: Partial<Plan> = {}): Plan {
  return {
    id: slug,
    slug,
    name: slug,
    description: text,
    cpu_millis: 1000,
    memory_mb: 1024,
    disk_gb: 10,
    is_default: false,
    in_stock: true,
    image_ids: [],
    prices: [
      { id: `${slug}-m`, period: 'month', amount: rub(790), setup_fee: rub(100), rules },
      { id: `${slug}-h`, period: 'hour', amount: rub(1.6), setup_fee: rub(0), rules },
    ],
    ...values,
  }
}

function show(...plans: Plan[]) {
  const product: Product = {
    id: 'apps',
    slug: 'apps',
    kind: 'container',
    name: { ru: 'Приложения', en: 'Apps' },
    description: text,
    plans,
  }
  const page = (
    <CatalogContext.Provider value={[product]}>
      <PriceData />
      <PlanCards />
    </CatalogContext.Provider>
  )
  const router = createMemoryRouter([{ path: '/', element: page }])
  return render(
    <I18nProvider i18n={i18n}>
      <RouterProvider router={router} />
    </I18nProvider>,
  )
}

it('shows the price of both periods and what is paid once', async () => {
  show(plan('pro'))
  const card = await screen.findByRole('article')
  for (const shown of ['790', '1.60', 'once, for the set-up']) expect(card).toHaveTextContent(shown)
})

it('takes no order for what is sold out', async () => {
  show(plan('pro', { in_stock: false }), plan('start', { is_default: true }))
  const [pro, start] = await screen.findAllByRole('article')
  expect(within(pro as HTMLElement).queryByRole('link')).toBeNull()
  expect(start).toHaveTextContent('Most popular')
})

it('tells search engines the price of the checkout, the set-up fee included', async () => {
  const { container } = show(plan('pro'))
  await screen.findByRole('article')
  const data = JSON.parse(container.querySelector('script')?.textContent ?? '')
  const [month, hour] = data['@graph'][0].offers
  expect([month.price, hour.price]).toEqual(['890.00', '1.60'])
  expect(month.priceSpecification.map((part: { price: string }) => part.price)).toEqual([
    '790.00',
    '100.00',
  ])
})

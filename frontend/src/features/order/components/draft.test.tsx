import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { act, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { createMemoryRouter, RouterProvider } from 'react-router'
import { expect, it } from 'vitest'
import type { Schema } from '~/api/client'
import { rub } from '~/testing/fixtures'
import type { Catalog } from '../api'
import { useDraft } from './draft'
import { PlanRows } from './PlanRows'

const rules = { invoice_lead_hours: 168, grace_hours: 72, terminate_hours: 336 }
const text = { ru: '', en: '' }

function plan(slug: string): Schema<'PlanRead'> {
  const price = { period: 'month' as const, amount: rub(190), setup_fee: rub(0), rules }
  const size = {
    cpu_millis: 1000,
    description: { ru: '', en: '' },
    image_ids: [],
    in_stock: true,
    is_default: false,
    memory_mb: 1024,
    disk_gb: 10,
  }
  return { id: slug, slug, name: slug, ...size, prices: [{ id: `${slug}-m`, ...price }] }
}

const catalog: Catalog = {
  products: [
    {
      id: 'containers',
      slug: 'containers',
      kind: 'container',
      name: text,
      description: text,
      plans: [plan('start'), plan('base'), plan('pro')],
    },
  ],
  images: [{ id: 'site', slug: 'static-site', name: 'Site', kind: 'container', description: text }],
}

function Plans() {
  const { draft, choose } = useDraft(catalog)
  return draft && <PlanRows draft={draft} choose={choose} />
}

/** A router whose address changes only when the test lets it, as a busy browser would. */
async function slowRouter() {
  const waiting: (() => void)[] = []
  let slow = false
  const router = createMemoryRouter(
    [
      {
        path: '/panel/order',
        element: <Plans />,
        loader: () => (slow ? new Promise<null>((done) => waiting.push(() => done(null))) : null),
        HydrateFallback: () => null,
      },
    ],
    { initialEntries: ['/panel/order'] },
  )
  render(
    <I18nProvider i18n={i18n}>
      <RouterProvider router={router} />
    </I18nProvider>,
  )
  await screen.findByRole('radio', { name: /start/ })
  slow = true
  return { router, release: () => act(async () => waiting.forEach((done) => void done())) }
}

it('shows a choice at once, while the address is still on its way', async () => {
  const { router, release } = await slowRouter()
  const user = userEvent.setup()
  await user.click(screen.getByRole('radio', { name: /base/ }))
  expect(screen.getByRole('radio', { name: /base/ })).toBeChecked()
  await user.click(screen.getByRole('radio', { name: /pro/ }))
  expect(screen.getByRole('radio', { name: /pro/ })).toBeChecked()
  expect(router.state.location.search).toBe('')
  await release()
  await waitFor(() => expect(router.state.location.search).toBe('?plan=pro'))
  expect(screen.getByRole('radio', { name: /pro/ })).toBeChecked()
})

function Images() {
  const { draft } = useDraft({
    products: [
      {
        ...(catalog.products[0] as Catalog['products'][0]),
        plans: [
          { ...plan('sold-out'), in_stock: false },
          { ...plan('limited'), image_ids: ['shop'] },
        ],
      },
    ],
    images: [
      ...catalog.images,
      { id: 'shop', slug: 'shop', name: 'Shop', kind: 'container', description: text },
    ],
  })
  return <p>{`${draft?.plan.slug}: ${draft?.images.map(({ slug }) => slug).join()}`}</p>
}

it('offers what is in stock, with the images it is sold with', async () => {
  const router = createMemoryRouter([{ path: '/', element: <Images /> }])
  render(<RouterProvider router={router} />)
  expect(await screen.findByText('limited: shop')).toBeInTheDocument()
})

import { screen, waitFor, within } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { beforeEach, expect, it } from 'vitest'
import type { Schema } from '~/api/client'
import { rub } from '~/testing/fixtures'
import { renderPanel } from '~/testing/renderPanel'
import { base, problem, server } from '~/testing/server'
import PreviewPage from './PreviewPage'

const rules = { invoice_lead_hours: 168, grace_hours: 72, terminate_hours: 336 }
type PreviewPlan = Schema<'PreviewPlanRead'>

function plan(slug: string, values: Partial<PreviewPlan> = {}): PreviewPlan {
  return {
    id: slug,
    slug,
    name: slug,
    description: { ru: `${slug} по-русски`, en: `${slug} in English` },
    cpu_millis: 1000,
    memory_mb: 1024,
    disk_gb: 10,
    is_default: false,
    in_stock: true,
    image_ids: [],
    status: 'on_sale',
    prices: [
      { id: `${slug}-m`, period: 'month', amount: rub(790), setup_fee: rub(0), rules },
      { id: `${slug}-h`, period: 'hour', amount: rub(2), setup_fee: rub(0), rules },
    ],
    ...values,
  }
}

const product: Schema<'PreviewProductRead'> = {
  id: 'apps',
  slug: 'apps',
  kind: 'container',
  name: { ru: 'Приложения', en: 'Apps' },
  description: { ru: '', en: '' },
  status: 'on_sale',
  plans: [
    plan('start'),
    plan('pro', { status: 'hidden' }),
    plan('max', { status: 'draft', prices: [] }),
  ],
}
const LATER = '2027-01-01T00:00:00Z'

let asked: (string | null)[]

beforeEach(() => {
  asked = []
  server.use(
    http.get(`${base}/admin/catalog/preview`, ({ request }) => {
      asked.push(new URL(request.url).searchParams.get('at'))
      return HttpResponse.json({ products: [product], price_changes: [LATER] })
    }),
    http.get(`${base}/public/config`, () => HttpResponse.json({ legal_name: 'Oak Works Ltd' })),
    http.get(`${base}/public/legal-documents`, () => HttpResponse.json({ items: [] })),
  )
})

function open(at = '/admin/catalog/preview?language=en') {
  return renderPanel(<PreviewPage />, {
    at,
    path: '/admin/catalog/preview',
    staff: ['catalog:read'],
  })
}

/** The public page inside the panel. */
async function page() {
  const frame = await screen.findByTitle<HTMLIFrameElement>('The plans page, a preview')
  await waitFor(() => expect(frame.contentDocument?.querySelector('article')).not.toBeNull())
  return within(frame.contentDocument?.body as HTMLElement)
}

it('shows the page as visitors will see it, with drafts and hidden plans marked', async () => {
  open()
  const shown = await page()
  const [start, pro, max] = shown.getAllByRole('article') as [HTMLElement, HTMLElement, HTMLElement]
  expect(start).toHaveTextContent('₽790')
  expect(start).not.toHaveTextContent('not on sale')
  expect(pro).toHaveTextContent('Hidden, not on sale')
  expect(max).toHaveTextContent('Draft, not on sale')
  expect(max).toHaveTextContent('No price yet')
  expect(shown.getByText(/Visitors do not see this page/)).toBeInTheDocument()
  expect(shown.getByRole('contentinfo')).toHaveTextContent('Oak Works Ltd')
})

it('orders nothing and leads nowhere', async () => {
  const { user, place } = open()
  const shown = await page()
  expect(shown.getAllByRole('button', { name: 'Order start' })).not.toHaveLength(0)
  for (const order of shown.getAllByRole('button', { name: /^Order/ })) expect(order).toBeDisabled()
  expect(shown.queryAllByRole('link', { name: /^Order/ })).toHaveLength(0)
  const [link] = shown.getAllByRole('link', { name: 'Sign in' })
  await user.click(link as HTMLElement)
  expect(place.current).toBe('/admin/catalog/preview?language=en')
})

it('works out the total of a choice, as the page does for visitors', async () => {
  const { user } = open()
  const shown = await page()
  const total = () =>
    shown
      .getAllByText('to pay now')
      .flatMap((one) => one.closest('[data-plan]:not([hidden])') ?? [])
  expect(total()).toHaveLength(1)
  expect(total()[0]).toHaveTextContent('₽790')
  await user.click(shown.getByRole('radio', { name: 'by the hour' }))
  expect(total()).toHaveLength(1)
  expect(total()[0]).toHaveTextContent('₽2')
})

it('is there in both languages, whatever the panel speaks', async () => {
  const { user, place } = open()
  expect((await page()).getByText('start in English')).toBeInTheDocument()
  await user.click(screen.getByRole('button', { name: 'Русский' }))
  await waitFor(async () => expect((await page()).getByText('start по-русски')).toBeInTheDocument())
  expect(place.current).toContain('language=ru')
  await user.click((await page()).getByRole('link', { name: 'English' }))
  await waitFor(() => expect(place.current).toContain('language=en'))
})

it('shows scheduled prices as of the day they begin', async () => {
  const { user } = open()
  await page()
  await user.selectOptions(screen.getByLabelText('Prices as of'), LATER)
  await waitFor(() => expect(asked).toEqual([null, LATER]))
})

it('says what to do where there is nothing', async () => {
  server.use(
    http.get(`${base}/admin/catalog/preview`, () =>
      HttpResponse.json({ products: [], price_changes: [] }),
    ),
  )
  open()
  expect(await screen.findByText(/Create a product with a plan first/)).toBeVisible()
})

it('is refused to whoever may not read the catalogue', async () => {
  server.use(http.get(`${base}/admin/catalog/preview`, () => problem(403, 'forbidden')))
  open()
  expect(await screen.findByRole('alert')).toBeVisible()
})

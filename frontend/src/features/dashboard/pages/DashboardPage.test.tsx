import { screen } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { beforeEach, expect, it } from 'vitest'
import { rub, service, summary } from '~/testing/fixtures'
import { type PanelOptions, renderPanel } from '~/testing/renderPanel'
import { base, pageOf, problem, server } from '~/testing/server'
import { dashboard } from '../routes'
import DashboardPage from './DashboardPage'

const at: PanelOptions = {
  at: '/panel',
  path: '/panel',
  permissions: ['services:read', 'billing:read'],
}
const none = { services: { total: 0, active: 0, attention: 0 } }

beforeEach(() => {
  server.use(
    http.get(`${base}/services`, ({ request }) => {
      const failing = new URL(request.url).searchParams.has('status')
      const failed = service({ id: 'service-2', hostname: 'blog', status: 'failed' })
      return HttpResponse.json(pageOf(failing ? [failed] : [service(), failed]))
    }),
    http.get(`${base}/invoices`, () => HttpResponse.json(pageOf([]))),
    http.get(`${base}/subscriptions`, () => HttpResponse.json(pageOf([]))),
  )
})

it('asks for just what its HTML has asked for', async () => {
  const asked: string[] = []
  server.events.on('request:start', ({ request }) => {
    const { pathname, search } = new URL(request.url)
    asked.push(pathname.slice('/api/v1'.length) + search)
  })
  renderPanel(<DashboardPage />, at)
  expect(await screen.findByRole('link', { name: /my-shop/ })).toBeVisible()
  server.events.removeAllListeners()
  const early = dashboard.pages[0]?.early?.map(({ path }) => path) ?? []
  expect(new Set(asked.filter((path) => path !== '/auth/token'))).toEqual(
    new Set([...early, '/me/summary', '/services?status=failed&status=suspended&size=5']),
  )
})

it('leads a new customer to a first order', async () => {
  server.use(http.get(`${base}/me/summary`, () => HttpResponse.json({ ...summary, ...none })))
  renderPanel(<DashboardPage />, at)
  expect(await screen.findByText('Launch your first service')).toBeVisible()
  expect(screen.getByRole('link', { name: 'Choose a plan' })).toHaveAttribute(
    'href',
    '/panel/order',
  )
  expect(screen.queryByText('Recent activity')).toBeNull()
})

it('shows what runs, what broke, and what to pay', async () => {
  const invoice = {
    id: 'invoice-1',
    number: 'HW-2026-1',
    total: rub(3000),
    status: 'issued',
    due_at: '2036-11-29T10:00:00Z',
  }
  const unpaid = { unpaid_invoices: 1, unpaid_total: rub(3000) }
  server.use(
    http.get(`${base}/me/summary`, () => HttpResponse.json({ ...summary, ...unpaid })),
    http.get(`${base}/invoices`, () => HttpResponse.json(pageOf([invoice]))),
    http.get(`${base}/notifications`, () =>
      HttpResponse.json(
        pageOf([
          {
            id: 'note-1',
            event_type: 'payment.failed',
            text: { ru: 'Платёж на 390 ₽ не прошёл', en: 'The payment of ₽390 did not go through' },
            tone: 'critical',
            path: '/panel/invoices/invoice-1',
            service_id: null,
            invoice_id: 'invoice-1',
            created_at: '2026-11-22T10:00:00Z',
            read_at: null,
          },
        ]),
      ),
    ),
  )
  renderPanel(<DashboardPage />, at)
  expect(await screen.findByRole('link', { name: /my-shop/ })).toBeVisible()
  expect(await screen.findByText(/could not be deployed: try again/)).toBeVisible()
  expect(await screen.findByText(/is to be paid by/)).toBeVisible()
  expect(screen.getByText('₽660')).toBeVisible()
  const event = await screen.findByRole('link', {
    name: 'The payment of ₽390 did not go through',
  })
  expect(event).toHaveAttribute('href', '/panel/invoices/invoice-1')
})

it('says why it could not be loaded', async () => {
  server.use(http.get(`${base}/me/summary`, () => problem(503, 'unavailable')))
  renderPanel(<DashboardPage />, at)
  expect(await screen.findByRole('button', { name: 'Try again' })).toBeVisible()
})

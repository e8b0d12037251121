import { screen, waitFor } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { beforeEach, expect, it } from 'vitest'
import type { Schema } from '~/api/client'
import type { Permission } from '~/auth/me'
import { rub } from '~/testing/fixtures'
import { renderPanel } from '~/testing/renderPanel'
import { base, problem, server } from '~/testing/server'
import OverviewPage from './OverviewPage'

const page = { at: '/admin', path: '/admin' }
const everything: Permission[] = [
  'orders:read',
  'services:read',
  'nodes:read',
  'billing:read',
  'jobs:read',
]

const overview: Schema<'OverviewRead'> = {
  mrr: rub(2550),
  active_services: 5,
  orders_today: 8,
  paid_orders_waiting: 1,
  failed_operations: 1,
  unpaid_invoices: 2,
  unpaid_total: rub(580),
  nodes: [
    {
      id: 'node-4',
      name: 'msk-n04',
      state: 'unreachable',
      cpu_used_percent: 62,
      memory_used_percent: 93,
      disk_used_percent: 58,
    },
  ],
  counted_at: null,
  recent_failures: [
    {
      operation_id: 'operation-1',
      service_id: 'service-1',
      hostname: 'my-shop',
      error_code: 'image_missing',
      created_at: '2026-11-22T10:00:00Z',
    },
  ],
}

const jobs = { pending: 4, leased: 1, dead: 2, oldest_pending_seconds: 0 }

beforeEach(() => {
  server.use(http.get(`${base}/admin/overview/trends`, () => problem(403, 'forbidden')))
})

it('shows what needs attention and leads to it', async () => {
  server.use(
    http.get(`${base}/admin/overview`, () => HttpResponse.json(overview)),
    http.get(`${base}/admin/jobs/summary`, () => HttpResponse.json(jobs)),
  )
  renderPanel(<OverviewPage />, { ...page, staff: everything })
  expect(await screen.findByRole('alert')).toHaveTextContent('No answer from msk-n04')
  expect(screen.getByText('₽2,550')).toBeVisible()
  expect(screen.getByText('The image could not be fetched')).toBeVisible()
  expect(screen.getByRole('link', { name: /^Failed operations/ })).toHaveAttribute(
    'href',
    '/admin/operations?state=failed',
  )
  expect(await screen.findByText('Background work')).toBeVisible()
})

it('hides money and links without the permissions', async () => {
  server.use(
    http.get(`${base}/admin/overview`, () =>
      HttpResponse.json({ ...overview, mrr: null, unpaid_total: null }),
    ),
  )
  renderPanel(<OverviewPage />, { ...page, staff: ['orders:read'] })
  expect(await screen.findByText('Unpaid invoices')).toBeVisible()
  expect(screen.queryByText('Monthly revenue (MRR)')).not.toBeInTheDocument()
  expect(screen.queryByText('Background work')).not.toBeInTheDocument()
  expect(screen.queryByRole('link', { name: /^View/ })).not.toBeInTheDocument()
})

it('says since when large totals stand', async () => {
  const counted_at = new Date(Date.now() - 180_000).toISOString()
  server.use(
    http.get(`${base}/admin/overview`, () => HttpResponse.json({ ...overview, counted_at })),
  )
  renderPanel(<OverviewPage />, { ...page, staff: ['orders:read'] })
  expect(await screen.findByText(/^Totals over many rows were counted/)).toHaveTextContent(
    '3 minutes ago',
  )
})

it('says why it could not be loaded and tries again', async () => {
  let broken = true
  server.use(
    http.get(`${base}/admin/overview`, () =>
      broken ? problem(503, 'unavailable') : HttpResponse.json(overview),
    ),
    http.get(`${base}/admin/jobs/summary`, () => HttpResponse.json(jobs)),
  )
  const { user } = renderPanel(<OverviewPage />, { ...page, staff: everything })
  expect(await screen.findByText('req_1')).toBeVisible()
  broken = false
  await user.click(screen.getByRole('button', { name: 'Try again' }))
  await waitFor(() => expect(screen.getByText('₽2,550')).toBeVisible())
})

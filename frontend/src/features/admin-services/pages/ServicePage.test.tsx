import { screen, waitFor } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { beforeEach, expect, it } from 'vitest'
import type { Schema } from '~/api/client'
import { renderPanel } from '~/testing/renderPanel'
import { base, pageOf, server } from '~/testing/server'
import ServicePage from './ServicePage'

const at = { at: '/admin/services/service-1', path: '/admin/services/:serviceId' }
let stopped: boolean
let may: Schema<'AdminServiceRead'>['allowed_actions']

function service(): Schema<'AdminServiceRead'> {
  return {
    id: 'service-1',
    order_id: 'order-1',
    hostname: 'shop',
    kind: 'container',
    status: stopped ? 'stopped' : 'active',
    address: null,
    node_name: 'msk-n07',
    image_name: 'Shop',
    image_slug: 'shop',
    plan_name: 'S1',
    cpu_millis: 1000,
    memory_mb: 1024,
    disk_gb: 10,
    price: { amount: 19_000, currency: 'RUB' },
    period: 'month',
    paid_through: null,
    operation: null,
    failure: null,
    hold: null,
    cancellation: null,
    allowed_actions: may,
    created_at: '2026-11-22T10:00:00Z',
    account_id: 'account-1',
    account_name: 'Oak Works',
    node_id: 'node-1',
    subscription_id: 'subscription-1',
    changed_at: '2026-11-22T10:00:00Z',
  }
}

beforeEach(() => {
  stopped = false
  may = ['restart', 'stop']
  server.use(
    http.get(`${base}/admin/services/service-1`, () => HttpResponse.json(service())),
    http.get(`${base}/admin/operations`, () => HttpResponse.json(pageOf([]))),
    http.get(`${base}/admin/services/service-1/logs`, () =>
      HttpResponse.json({ lines: ['it runs'] }),
    ),
    http.post(`${base}/admin/services/service-1/actions/stop`, () => {
      stopped = true
      return HttpResponse.json({ id: 'operation-1' }, { status: 202 })
    }),
  )
})

it('stops a customer’s service after a question that names the customer', async () => {
  const { user } = renderPanel(<ServicePage />, {
    ...at,
    staff: ['services:read', 'services:manage'],
  })
  expect(await screen.findByText('it runs')).toBeVisible()
  await user.click(screen.getByRole('button', { name: 'Stop' }))
  expect(await screen.findByText('Stop shop of Oak Works?')).toBeVisible()
  expect(stopped).toBe(false)
  await user.click(screen.getByRole('button', { name: 'Stop the customer’s service' }))
  await waitFor(() => expect(stopped).toBe(true))
})

it('offers no act to those who only read', async () => {
  may = []
  renderPanel(<ServicePage />, { ...at, staff: ['services:read'] })
  expect(await screen.findByText('it runs')).toBeVisible()
  for (const name of ['Start', 'Stop', 'Restart']) {
    expect(screen.queryByRole('button', { name })).toBeNull()
  }
})

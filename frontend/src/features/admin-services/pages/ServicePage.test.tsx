import { screen, waitFor } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { beforeEach, expect, it } from 'vitest'
import type { Schema } from '~/api/client'
import { renderPanel } from '~/testing/renderPanel'
import { base, pageOf, server } from '~/testing/server'
import ServicePage from './ServicePage'

const at = { at: '/admin/services/service-1', path: '/admin/services/:serviceId' }
let stopped: boolean
let held: string | null
let sent: unknown
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
    hold: held === null ? null : { reason: held, since: '2026-11-22T10:00:00Z' },
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
  held = null
  sent = null
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
  await user.click(screen.getByRole('button', { name: 'More actions' }))
  await user.click(await screen.findByRole('menuitem', { name: 'Stop' }))
  expect(await screen.findByText('Stop shop of Oak Works?')).toBeVisible()
  expect(stopped).toBe(false)
  await user.click(screen.getByRole('button', { name: 'Stop the customer’s service' }))
  await waitFor(() => expect(stopped).toBe(true))
})

it('offers no act to those who only read', async () => {
  may = []
  renderPanel(<ServicePage />, { ...at, staff: ['services:read'] })
  expect(await screen.findByText('it runs')).toBeVisible()
  for (const name of ['Start', 'Restart', 'Resume', 'More actions']) {
    expect(screen.queryByRole('button', { name })).toBeNull()
  }
})

const operator = { ...at, staff: ['services:read', 'services:manage', 'services:delete'] } as const

it('suspends with a reason that the customer reads, and resumes', async () => {
  may = ['suspend']
  server.use(
    http.post(`${base}/admin/services/service-1/actions/suspend`, async ({ request }) => {
      const body = (await request.json()) as { reason: string }
      held = body.reason
      may = ['resume']
      return HttpResponse.json(service())
    }),
    http.post(`${base}/admin/services/service-1/actions/resume`, () => {
      held = null
      return HttpResponse.json(service())
    }),
  )
  const { user } = renderPanel(<ServicePage />, { ...operator, staff: [...operator.staff] })
  await user.click(await screen.findByRole('button', { name: 'More actions' }))
  await user.click(await screen.findByRole('menuitem', { name: 'Suspend' }))
  expect(await screen.findByText(/The customer reads it/)).toBeVisible()
  const agree = screen.getByRole('button', { name: 'Suspend the service' })
  expect(agree).toBeDisabled()
  await user.type(screen.getByLabelText('Reason'), 'Mass mailings')
  await user.click(agree)
  expect(await screen.findByText('Mass mailings')).toBeVisible()
  expect(screen.getByText(/Suspended by staff since/)).toBeVisible()
  await user.click(screen.getByRole('button', { name: 'Resume' }))
  await user.click(await screen.findByRole('button', { name: 'Resume the service' }))
  await waitFor(() => expect(screen.queryByText('Mass mailings')).toBeNull())
})

it('cancels only after a reason and the name of what is lost', async () => {
  may = ['cancel']
  server.use(
    http.post(`${base}/admin/services/service-1/actions/cancel`, async ({ request }) => {
      sent = await request.json()
      return HttpResponse.json(service())
    }),
  )
  const { user } = renderPanel(<ServicePage />, { ...operator, staff: [...operator.staff] })
  await user.click(await screen.findByRole('button', { name: 'More actions' }))
  expect(screen.queryByRole('menuitem', { name: 'Cancel at the end of the period' })).toBeNull()
  await user.click(await screen.findByRole('menuitem', { name: 'Cancel and delete now' }))
  const agree = await screen.findByRole('button', { name: 'Cancel and delete for good' })
  await user.type(screen.getByLabelText('Reason'), 'Mass mailings')
  expect(agree).toBeDisabled()
  await user.type(screen.getByRole('textbox', { name: /shop/ }), 'shop')
  await user.click(agree)
  await waitFor(() => expect(sent).toEqual({ reason: 'Mass mailings', at_period_end: false }))
})

it('shows the load to those who may read it', async () => {
  server.use(
    http.get(`${base}/admin/services/service-1/metrics`, () =>
      HttpResponse.json({
        step_seconds: 60,
        at: [1_790_000_000],
        cpu_percent: [12],
        memory_mb: [300],
      }),
    ),
  )
  renderPanel(<ServicePage />, { ...at, staff: ['services:read', 'monitoring:read'] })
  const memory = await screen.findByRole('figure', { name: 'Memory' })
  await waitFor(() => expect(memory).toHaveTextContent('300'))
})

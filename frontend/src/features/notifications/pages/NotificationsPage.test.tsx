import { screen, waitFor, within } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { expect, it } from 'vitest'
import type { Schema } from '~/api/client'
import { type PanelOptions, renderPanel } from '~/testing/renderPanel'
import { base, pageOf, server } from '~/testing/server'
import NotificationsPage from './NotificationsPage'

const at: PanelOptions = {
  at: '/panel/notifications',
  path: '/panel/notifications',
  permissions: ['notifications:read'],
}

const paid: Schema<'NotificationRead'> = {
  id: 'note-1',
  event_type: 'invoice.paid',
  text: { en: 'Invoice HW-1 is paid', ru: 'Счёт HW-1 оплачен' },
  tone: 'positive',
  path: '/panel/invoices/invoice-1',
  service_id: null,
  invoice_id: 'invoice-1',
  created_at: '2026-11-22T10:00:00Z',
  read_at: null,
}
const seen = {
  ...paid,
  id: 'note-2',
  text: { en: 'shop runs', ru: 'shop' },
  read_at: paid.created_at,
}

/** The server's own books: what is read, and what was asked for. */
function serve() {
  const read = new Set<string>()
  const asked: string[] = []
  server.use(
    http.get(`${base}/notifications`, ({ request }) => {
      asked.push(new URL(request.url).search)
      const rows = [paid, seen].map((one) =>
        read.has(one.id) ? { ...one, read_at: paid.created_at } : one,
      )
      return HttpResponse.json(pageOf(rows))
    }),
    http.post(`${base}/notifications/:id/actions/read`, ({ params }) => {
      read.add(String(params.id))
      return new HttpResponse(null, { status: 204 })
    }),
    http.post(`${base}/notifications/actions/read-all`, () => {
      read.add('note-1')
      return new HttpResponse(null, { status: 204 })
    }),
  )
  return { read, asked }
}

const rowOf = (name: RegExp) => screen.findByRole('row', { name })

it('marks one as read, from its row, and leaves the others', async () => {
  const { read } = serve()
  const { user } = renderPanel(<NotificationsPage />, at)
  const row = await rowOf(/HW-1/)
  expect(within(row).getByText('New')).toBeVisible()
  expect(within(await rowOf(/shop runs/)).queryByRole('button')).toBeNull()
  expect(read.size).toBe(0)
  await user.click(within(row).getByRole('button', { name: 'Mark as read' }))
  await waitFor(() => expect(screen.queryByText('New')).toBeNull())
  expect([...read]).toEqual(['note-1'])
})

it('reads a notification by following it', async () => {
  const { read } = serve()
  const { user, place } = renderPanel(<NotificationsPage />, at)
  await user.click(await screen.findByRole('link', { name: 'Invoice HW-1 is paid' }))
  await waitFor(() => expect(read.has('note-1')).toBe(true))
  expect(place.current).toBe('/panel/invoices/invoice-1')
})

it('marks all as read, and shows the unread ones alone by its address', async () => {
  const { asked } = serve()
  const { user, place } = renderPanel(<NotificationsPage />, at)
  await rowOf(/HW-1/)
  await user.selectOptions(screen.getByRole('combobox', { name: 'Which' }), 'Unread only')
  await waitFor(() => expect(asked.at(-1)).toContain('unread=true'))
  expect(place.current).toContain('unread=true')
  await user.click(screen.getByRole('button', { name: 'Mark all as read' }))
  await waitFor(() => expect(screen.queryByText('New')).toBeNull())
})

it('says what will be here while there is nothing', async () => {
  server.use(http.get(`${base}/notifications`, () => HttpResponse.json(pageOf([]))))
  renderPanel(<NotificationsPage />, at)
  expect(await screen.findByText('No notifications yet')).toBeVisible()
})

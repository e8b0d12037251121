import { screen, waitFor } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { expect, it } from 'vitest'
import { renderPanel } from '~/testing/renderPanel'
import { base, pageOf, server } from '~/testing/server'
import { NotificationMenu } from './NotificationMenu'

const note = {
  id: 'note-1',
  event_type: 'invoice.paid',
  text: { en: 'Invoice HW-1 is paid', ru: 'Счёт HW-1 оплачен' },
  tone: 'positive',
  path: '/panel/invoices/invoice-1',
  service_id: null,
  invoice_id: null,
  created_at: '2026-11-22T10:00:00Z',
  read_at: null,
}

it('marks nothing by being opened, one by being followed, and leads to all of them', async () => {
  const marked: string[] = []
  server.use(
    http.get(`${base}/notifications`, () => HttpResponse.json(pageOf([note]))),
    http.post(`${base}/notifications/:id/actions/read`, ({ params }) => {
      marked.push(String(params.id))
      return new HttpResponse(null, { status: 204 })
    }),
  )
  const { user, place } = renderPanel(<NotificationMenu />, { at: '/panel', path: '/panel/*' })
  const bell = await screen.findByRole('button', { name: 'Notifications, new: 1' })
  await user.click(bell)
  await user.click(await screen.findByRole('menuitem', { name: 'All notifications' }))
  expect(place.current).toBe('/panel/notifications')
  expect(marked).toEqual([])
  await user.click(bell)
  await user.click(await screen.findByRole('menuitem', { name: /HW-1/ }))
  await waitFor(() => expect(marked).toEqual(['note-1']))
  expect(place.current).toBe('/panel/invoices/invoice-1')
})

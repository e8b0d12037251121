import { screen, waitFor, within } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { expect, it } from 'vitest'
import type { Schema } from '~/api/client'
import { type PanelOptions, renderPanel } from '~/testing/renderPanel'
import { base, pageOf, server } from '~/testing/server'
import AdminAuditPage from './AdminAuditPage'

const at: PanelOptions = { at: '/admin/audit', path: '/admin/audit', staff: ['audit:read'] }

const entry: Schema<'AdminAuditRead'> = {
  id: 'deed-1',
  position: 42,
  at: '2026-11-22T10:00:00Z',
  action: 'member.changed',
  actor: { kind: 'user', id: 'user-1', name: 'Ilya' },
  impersonator: { id: 'user-9', name: 'Olga Support' },
  account: { id: 'account-1', name: 'North wind' },
  target: { type: 'member', id: 'member-2' },
  changes: { role: ['technical', 'admin'] },
  reason: 'Asked in a ticket',
  ip: '203.0.113.7',
  request_id: 'req-0123456789ab',
}

it('shows both names for an impersonation, and what changed', async () => {
  server.use(http.get(`${base}/admin/audit`, () => HttpResponse.json(pageOf([entry]))))
  const { user, place } = renderPanel(<AdminAuditPage />, at)
  const link = await screen.findByRole('link', { name: "Member's access changed" })
  expect(screen.getByText('really Olga Support')).toBeVisible()
  await user.click(link)
  expect(place.current).toBe('/admin/audit?record=deed-1')
  const dialog = within(await screen.findByRole('dialog'))
  expect(dialog.getByText('Olga Support')).toBeVisible()
  expect(dialog.getByText('Ilya')).toBeVisible()
  expect(dialog.getByText('technical')).toBeVisible()
  expect(dialog.getByText('admin')).toBeVisible()
  await user.click(dialog.getByRole('button', { name: 'Close' }))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect(place.current).toBe('/admin/audit')
})

it('filters by action and actor on the server', async () => {
  const asked: string[] = []
  server.use(
    http.get(`${base}/admin/audit`, ({ request }) => {
      asked.push(new URL(request.url).search)
      return HttpResponse.json(pageOf([entry]))
    }),
  )
  const { user } = renderPanel(<AdminAuditPage />, { ...at, at: '/admin/audit?actor_id=user-1' })
  await user.selectOptions(
    await screen.findByRole('combobox', { name: 'What was done' }),
    'Balance corrected',
  )
  await waitFor(() => expect(asked.at(-1)).toContain('action=balance.adjusted'))
  expect(asked.at(-1)).toContain('actor_id=user-1')
})

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
  target: { type: 'user', id: 'user-2', now: { name: 'Petr' } },
  changes: { role: ['technical', 'admin'] },
  reason: 'Asked in a ticket',
  ip: '203.0.113.7',
  request_id: 'req-0123456789ab',
}

const withEntries = (...entries: unknown[]) =>
  server.use(http.get(`${base}/admin/audit`, () => HttpResponse.json(pageOf(entries))))

it('says in a sentence who did what, with both names of an impersonation, and what changed', async () => {
  withEntries(entry)
  const { user, place } = renderPanel(<AdminAuditPage />, at)
  const row = await screen.findByRole('row', { name: /Petr/ })
  expect(row).toHaveTextContent('Olga Support (as Ilya) changed the access of Petr')
  await user.click(within(row).getByRole('link', { name: /Details/ }))
  expect(place.current).toBe('/admin/audit?record=deed-1')
  const dialog = within(await screen.findByRole('dialog'))
  const change = dialog.getByRole('row', { name: /Role/ })
  expect(change).toHaveTextContent('before: engineer after: administrator')
  await user.click(dialog.getByRole('button', { name: 'Close' }))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect(place.current).toBe('/admin/audit')
})

const restart = {
  ...entry,
  id: 'deed-2',
  action: 'service.changed',
  impersonator: null,
  actor: { kind: 'user', id: 'user-1', name: 'Anna' },
  target: { type: 'service', id: 'service-1', now: { name: 'new-name' } },
  changes: { action: 'restart', hostname: 'anna-shop' },
}

it('names what it was done to as of then, and leads there only while it is there and may be seen', async () => {
  withEntries(restart, { ...restart, id: 'deed-3', target: { ...restart.target, now: null } })
  const { unmount } = renderPanel(<AdminAuditPage />, {
    ...at,
    staff: ['audit:read', 'services:read'],
  })
  const links = await screen.findAllByRole('link', { name: 'anna-shop' })
  expect(links.map((link) => link.getAttribute('href'))).toEqual(['/admin/services/service-1'])
  expect(screen.getAllByText(/restarted/)).toHaveLength(2)
  unmount()
  renderPanel(<AdminAuditPage />, at)
  await screen.findAllByText(/restarted/)
  expect(screen.queryByRole('link', { name: 'anna-shop' })).toBeNull()
})

it('shows no id and no code of ours', async () => {
  const made = {
    ...entry,
    impersonator: null,
    action: 'token.made',
    target: { type: 'token', id: '0190aaaa-0000-7000-8000-000000000001', now: null },
    changes: {
      name: 'CI',
      kind: 'personal',
      networks: ['10.0.0.0/8', '10.1.0.0/16'],
      services: ['0190aaaa-0000-7000-8000-000000000002'],
      permissions: ['billing:read'],
      expires_at: '2027-01-01T00:00:00Z',
      newer_than_this_panel: 'x',
    },
  }
  withEntries(made)
  renderPanel(<AdminAuditPage />, { ...at, at: '/admin/audit?record=deed-1' })
  const dialog = await screen.findByRole('dialog')
  expect(dialog).toHaveTextContent('Ilya created the API token CI')
  expect(dialog).toHaveTextContent('See invoices, payments and the ledger')
  expect(dialog).toHaveTextContent('10.0.0.0/8, 10.1.0.0/16')
  expect(dialog).not.toHaveTextContent(/0190aaaa|billing:read|newer_than|token\.made|expires_at/)
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
    'Balance adjusted',
  )
  await waitFor(() => expect(asked.at(-1)).toContain('action=balance.adjusted'))
  expect(asked.at(-1)).toContain('actor_id=user-1')
})

import { screen, waitFor, within } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { expect, it } from 'vitest'
import type { Schema } from '~/api/client'
import { renderPanel } from '~/testing/renderPanel'
import { base, pageOf, server } from '~/testing/server'
import TokensPage from './TokensPage'

const at = { at: '/panel/tokens', path: '/panel/tokens' }

const token: Schema<'ApiTokenRead'> = {
  id: 'token-1',
  kind: 'personal',
  name: 'CI',
  hint: 'hwt_Zk3v',
  permissions: ['services:manage', 'services:read'],
  services: null,
  networks: [],
  maker: { id: 'user-1', name: 'Ilya' },
  account: { id: 'account-1', name: 'North wind' },
  created_at: '2026-11-01T00:00:00Z',
  expires_at: '2099-01-01T00:00:00Z',
  last_used_at: null,
  last_used_ip: null,
}

it('makes a token with what was chosen and shows its secret once', async () => {
  const sent: Record<string, unknown>[] = []
  server.use(
    http.get(`${base}/me/tokens`, () => HttpResponse.json(pageOf([]))),
    http.post(`${base}/me/tokens`, async ({ request }) => {
      sent.push((await request.json()) as Record<string, unknown>)
      return HttpResponse.json({ ...token, token: 'hwt_secret' }, { status: 201 })
    }),
  )
  const { user } = renderPanel(<TokensPage />, at)
  const [open] = await screen.findAllByRole('button', { name: 'Create a token' })
  await user.click(open as HTMLElement)
  const dialog = within(await screen.findByRole('dialog'))
  await user.type(dialog.getByRole('textbox', { name: 'Name' }), 'CI')
  await user.click(dialog.getByRole('button', { name: 'Make the token' }))
  expect(await dialog.findByText('Choose at least one')).toBeVisible()
  await user.click(dialog.getByRole('checkbox', { name: /^See services and their logs/ }))
  await user.type(
    dialog.getByRole('textbox', { name: 'Only from these addresses' }),
    '203.0.113.0/24, 2001:db8::/32',
  )
  await user.click(dialog.getByRole('button', { name: 'Make the token' }))
  expect(await screen.findByRole('button', { name: 'Copy hwt_secret' })).toBeVisible()
  expect(sent[0]).toMatchObject({
    name: 'CI',
    permissions: ['services:read'],
    services: null,
    networks: ['203.0.113.0/24', '2001:db8::/32'],
  })
  await user.click(screen.getByRole('button', { name: 'I have saved it' }))
  await waitFor(() => expect(screen.queryByText('hwt_secret')).toBeNull())
})

it('offers only what its maker may do', async () => {
  server.use(http.get(`${base}/me/tokens`, () => HttpResponse.json(pageOf([token]))))
  const { user } = renderPanel(<TokensPage />, { ...at, permissions: ['services:read'] })
  await user.click(await screen.findByRole('button', { name: 'Create a token' }))
  const dialog = within(await screen.findByRole('dialog'))
  expect(dialog.getAllByRole('checkbox')).toHaveLength(1)
  expect(dialog.queryByText('Money')).toBeNull()
})

it('revokes a token after asking', async () => {
  let gone = false
  server.use(
    http.get(`${base}/me/tokens`, () => HttpResponse.json(pageOf(gone ? [] : [token]))),
    http.delete(`${base}/me/tokens/token-1`, () => {
      gone = true
      return new HttpResponse(null, { status: 204 })
    }),
  )
  const { user } = renderPanel(<TokensPage />, at)
  expect(await screen.findByText('Start, stop, restart and rename services')).toBeVisible()
  await user.click(screen.getByRole('button', { name: 'Actions: CI' }))
  await user.click(await screen.findByRole('menuitem', { name: 'Revoke' }))
  const dialog = within(await screen.findByRole('dialog'))
  expect(dialog.getByRole('button', { name: 'Revoke' })).toBeDisabled()
  await user.type(dialog.getByRole('textbox'), 'CI')
  await user.click(dialog.getByRole('button', { name: 'Revoke' }))
  expect(await screen.findByText('CI is revoked')).toBeVisible()
  expect(await screen.findByText('No tokens yet')).toBeVisible()
})

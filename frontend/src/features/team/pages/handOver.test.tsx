import { screen, within } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { beforeEach, expect, it } from 'vitest'
import type { Schema } from '~/api/client'
import { service } from '~/testing/fixtures'
import { renderPanel } from '~/testing/renderPanel'
import { base, pageOf, server } from '~/testing/server'
import MembersPage from './MembersPage'

const at = { at: '/panel/team', path: '/panel/team' }
const admin = ['accounts:read', 'accounts:manage', 'services:read']

function member(changes: Partial<Schema<'MemberRead'>> = {}): Schema<'MemberRead'> {
  return {
    id: 'member-2',
    user: { id: 'user-2', name: 'Anna', email: 'anna@example.com' },
    role: 'technical',
    services: ['service-1'],
    expires_at: null,
    created_at: '2026-11-01T00:00:00Z',
    oneself: false,
    allowed_actions: ['update', 'remove', 'make_owner'],
    ...changes,
  }
}

const owner = member({
  id: 'member-1',
  user: { id: 'user-1', name: 'Ilya', email: 'ilya@example.com' },
  role: 'owner',
  services: null,
  oneself: true,
  allowed_actions: [],
})

beforeEach(() => {
  server.use(
    http.get(`${base}/members`, () => HttpResponse.json(pageOf([owner, member()]))),
    http.get(`${base}/services`, () => HttpResponse.json(pageOf([service()]))),
  )
})

it('hands the account over only when its name is typed', async () => {
  let handed = false
  server.use(
    http.post(`${base}/members/member-2/actions/make-owner`, () => {
      handed = true
      return HttpResponse.json(member({ role: 'owner' }))
    }),
  )
  const { user } = renderPanel(<MembersPage />, { ...at, permissions: admin })
  await user.click(await screen.findByRole('button', { name: 'Actions: Anna' }))
  await user.click(await screen.findByRole('menuitem', { name: 'Make the owner' }))
  const dialog = within(await screen.findByRole('dialog'))
  const go = dialog.getByRole('button', { name: 'Hand the account over' })
  expect(go).toBeDisabled()
  await user.type(dialog.getByRole('textbox'), 'North wind')
  await user.click(go)
  expect(await screen.findByText('Anna is the owner now')).toBeVisible()
  expect(handed).toBe(true)
})

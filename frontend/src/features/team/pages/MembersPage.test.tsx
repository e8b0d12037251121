import { screen, waitFor, within } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { beforeEach, expect, it } from 'vitest'
import type { Schema } from '~/api/client'
import type { Permission } from '~/auth/me'
import { service } from '~/testing/fixtures'
import { renderPanel } from '~/testing/renderPanel'
import { base, pageOf, problem, server } from '~/testing/server'
import MembersPage from './MembersPage'

const at = { at: '/panel/team', path: '/panel/team' }
const admin: Permission[] = ['accounts:read', 'accounts:manage', 'services:read']

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

const menuOf = (name: string) => screen.findByRole('button', { name: `Actions: ${name}` })

it('says who is in the team, as what, and to which services', async () => {
  renderPanel(<MembersPage />, { ...at, permissions: admin })
  const row = within((await screen.findByText('Anna')).closest('tr') as HTMLElement)
  expect(row.getByText('Engineer')).toBeVisible()
  expect(await row.findByText('my-shop')).toBeVisible()
  const own = within(screen.getByText('Ilya').closest('tr') as HTMLElement)
  expect(own.getByText('you')).toBeVisible()
  expect(own.getByText('All services')).toBeVisible()
  expect(screen.queryByRole('button', { name: 'Actions: Ilya' })).toBeNull()
})

it('invites somebody to chosen services until a day', async () => {
  const sent: unknown[] = []
  server.use(
    http.post(`${base}/invitations`, async ({ request }) => {
      expect(request.headers.get('Idempotency-Key')).toBeTruthy()
      sent.push(await request.json())
      return HttpResponse.json({}, { status: 201 })
    }),
  )
  const { user } = renderPanel(<MembersPage />, { ...at, permissions: admin })
  await user.click(await screen.findByRole('button', { name: 'Invite someone' }))
  const dialog = within(await screen.findByRole('dialog'))
  await user.type(dialog.getByRole('textbox', { name: 'Email' }), 'new@example.com')
  await user.selectOptions(dialog.getByRole('combobox', { name: 'Access to' }), 'Chosen services')
  await user.click(dialog.getByRole('button', { name: 'Send the invitation' }))
  expect(await dialog.findByText('Fill this in')).toBeVisible()
  await user.click(dialog.getByRole('checkbox', { name: 'my-shop' }))
  await user.click(dialog.getByRole('button', { name: 'Send the invitation' }))
  expect(await screen.findByText(/on its way to new@example.com/)).toBeVisible()
  expect(sent).toEqual([
    { email: 'new@example.com', role: 'technical', services: ['service-1'], expires_at: null },
  ])
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
})

it('offers no limit to services to an accountant, and says why it was refused', async () => {
  server.use(http.post(`${base}/invitations`, () => problem(409, 'already_member')))
  const { user } = renderPanel(<MembersPage />, { ...at, permissions: admin })
  await user.click(await screen.findByRole('button', { name: 'Invite someone' }))
  const dialog = within(await screen.findByRole('dialog'))
  await user.type(dialog.getByRole('textbox', { name: 'Email' }), 'anna@example.com')
  await user.selectOptions(dialog.getByRole('combobox', { name: 'Role' }), 'Accountant')
  expect(dialog.queryByRole('combobox', { name: 'Access to' })).toBeNull()
  await user.click(dialog.getByRole('button', { name: 'Send the invitation' }))
  expect(await dialog.findByText('This person is already in the team')).toBeVisible()
  expect(dialog.getByRole('textbox', { name: 'Email' })).toHaveValue('anna@example.com')
})

it('changes a role', async () => {
  const sent: unknown[] = []
  server.use(
    http.patch(`${base}/members/member-2`, async ({ request }) => {
      sent.push(await request.json())
      return HttpResponse.json(member({ role: 'admin', services: null }))
    }),
  )
  const { user } = renderPanel(<MembersPage />, { ...at, permissions: admin })
  await user.click(await menuOf('Anna'))
  await user.click(await screen.findByRole('menuitem', { name: 'Change the role' }))
  const dialog = within(await screen.findByRole('dialog', { name: 'Anna' }))
  await user.selectOptions(dialog.getByRole('combobox', { name: 'Role' }), 'Administrator')
  await user.click(dialog.getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(sent).toEqual([{ role: 'admin', services: null, expires_at: null }]))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
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
  await user.click(await menuOf('Anna'))
  await user.click(await screen.findByRole('menuitem', { name: 'Make the owner' }))
  const dialog = within(await screen.findByRole('dialog'))
  const go = dialog.getByRole('button', { name: 'Hand the account over' })
  expect(go).toBeDisabled()
  await user.type(dialog.getByRole('textbox'), 'North wind')
  await user.click(go)
  expect(await screen.findByText('Anna is the owner now')).toBeVisible()
  expect(handed).toBe(true)
})

it('offers nothing to read-only members', async () => {
  server.use(
    http.get(`${base}/members`, () => HttpResponse.json(pageOf([member({ allowed_actions: [] })]))),
  )
  renderPanel(<MembersPage />, { ...at, permissions: ['accounts:read'] })
  expect(await screen.findByText('Anna')).toBeVisible()
  expect(screen.queryByRole('button', { name: 'Invite someone' })).toBeNull()
  expect(screen.queryByRole('button', { name: 'Actions: Anna' })).toBeNull()
})

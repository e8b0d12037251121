import { screen, waitFor, within } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { expect, it } from 'vitest'
import type { Schema } from '~/api/client'
import type { Permission } from '~/auth/me'
import { renderPanel } from '~/testing/renderPanel'
import { base, pageOf, problem, server } from '~/testing/server'
import RolesPage from './RolesPage'
import UserPage from './UserPage'

const person: Schema<'UserAdminRead'> = {
  id: 'user-2',
  email: 'anna@example.com',
  name: 'Anna',
  active: true,
  email_verified: true,
  second_factor: true,
  roles: [],
  accounts: [{ id: 'account-1', name: 'North wind', role: 'owner' }],
  last_seen_at: null,
  created_at: '2026-11-01T00:00:00Z',
  allowed_actions: ['disable', 'reset_second_factor', 'end_sessions'],
}

const device: Schema<'SessionRead'> = {
  id: 'session-1',
  current: false,
  ip: '192.0.2.1',
  location: null,
  user_agent: 'Mozilla/5.0',
  device: { browser: 'Firefox 140', os: 'Windows', kind: 'desktop' },
  created_at: '2026-11-01T00:00:00Z',
  last_used_at: '2026-11-02T00:00:00Z',
  expires_at: '2027-11-01T00:00:00Z',
  second_factor: false,
  impersonated: false,
}

const attempt: Schema<'SignInRead'> = {
  id: 'attempt-1',
  at: '2026-11-02T00:00:00Z',
  ip: '192.0.2.1',
  location: null,
  user_agent: 'curl/8',
  device: { browser: 'curl', os: null, kind: 'program' },
  method: 'password',
  outcome: 'wrong_password',
}

const roles: Schema<'RoleRead'>[] = [
  {
    id: 'role-1',
    name: 'support',
    built_in: true,
    permissions: ['users:read'],
    people: 2,
    version: 1,
    allowed_actions: [],
  },
]

/** The page of one person, as one of the staff with these rights sees it. */
const openPerson = (staff: Permission[], tab = '') =>
  renderPanel(<UserPage />, {
    at: `/admin/users/user-2${tab}`,
    path: '/admin/users/:userId/*',
    staff,
  })

it('disables a person with a reason', async () => {
  const sent: unknown[] = []
  let active = true
  server.use(
    http.get(`${base}/admin/users/user-2`, () =>
      HttpResponse.json({ ...person, active, allowed_actions: [active ? 'disable' : 'enable'] }),
    ),
    http.post(`${base}/admin/users/user-2/actions/disable`, async ({ request }) => {
      sent.push(await request.json())
      active = false
      return HttpResponse.json({ ...person, active })
    }),
  )
  const { user } = openPerson(['users:read', 'users:manage'])
  await user.click(await screen.findByRole('button', { name: 'Disable' }))
  const dialog = within(await screen.findByRole('dialog'))
  await user.type(dialog.getByRole('textbox', { name: 'Reason' }), 'Stolen card')
  await user.click(dialog.getByRole('button', { name: 'Disable' }))
  expect(await screen.findByRole('button', { name: 'Enable' })).toBeVisible()
  expect(sent).toEqual([{ reason: 'Stolen card' }])
})

it('signs a person out everywhere with a reason, and shows nothing the server does not allow', async () => {
  const sent: unknown[] = []
  server.use(
    http.get(`${base}/admin/users/user-2`, () =>
      HttpResponse.json({ ...person, allowed_actions: sent.length ? [] : ['end_sessions'] }),
    ),
    http.post(`${base}/admin/users/user-2/actions/end-sessions`, async ({ request }) => {
      sent.push(await request.json())
      return HttpResponse.json({ ended: 2 })
    }),
  )
  const { user } = openPerson(['users:read', 'users:manage'])
  await user.click(await screen.findByRole('button', { name: 'Sign out everywhere' }))
  expect(screen.queryByRole('button', { name: 'Disable' })).toBeNull()
  const dialog = within(await screen.findByRole('dialog'))
  await user.type(dialog.getByRole('textbox', { name: 'Reason' }), 'Lost laptop')
  await user.click(dialog.getByRole('button', { name: 'End the sessions' }))
  expect(await screen.findByText('Anna is signed out everywhere')).toBeVisible()
  await waitFor(() =>
    expect(screen.queryByRole('button', { name: 'Sign out everywhere' })).toBeNull(),
  )
  expect(sent).toEqual([{ reason: 'Lost laptop' }])
})

it('shows staff where a person is signed in, and every attempt', async () => {
  const asked: string[] = []
  server.use(
    http.get(`${base}/admin/users/user-2`, () => HttpResponse.json(person)),
    http.get(`${base}/admin/users/user-2/sessions`, () => HttpResponse.json({ items: [device] })),
    http.get(`${base}/admin/users/user-2/sign-ins`, ({ request }) => {
      asked.push(new URL(request.url).search)
      return HttpResponse.json(pageOf([attempt]))
    }),
  )
  const { user } = openPerson(['users:read'], '/sessions')
  expect(await screen.findByText('Firefox 140 on Windows')).toBeVisible()
  expect(screen.queryByText('This device')).toBeNull()
  await user.click(screen.getByRole('link', { name: 'Sign-ins' }))
  const table = within(await screen.findByRole('table'))
  expect(table.getByText('Wrong password')).toBeVisible()
  expect(screen.queryByRole('link', { name: 'In the audit log' })).toBeNull()
  expect(asked).toEqual([expect.stringContaining('sort=-at')])
  await user.click(screen.getByRole('link', { name: 'Overview' }))
  expect(await screen.findByText('Owner')).toBeVisible()
})

it('says that a person is signed in nowhere', async () => {
  server.use(
    http.get(`${base}/admin/users/user-2`, () => HttpResponse.json(person)),
    http.get(`${base}/admin/users/user-2/sessions`, () => HttpResponse.json({ items: [] })),
  )
  openPerson(['users:read'], '/sessions')
  expect(await screen.findByText('Nowhere at the moment.')).toBeVisible()
})

it('resets a second factor only with the address typed and a reason given', async () => {
  server.use(http.get(`${base}/admin/users/user-2`, () => HttpResponse.json(person)))
  const { user } = openPerson(['users:read', 'users:manage'])
  await user.click(await screen.findByRole('button', { name: 'Reset the second factor' }))
  const dialog = within(await screen.findByRole('dialog'))
  await user.type(dialog.getByRole('textbox', { name: 'Reason' }), 'Lost telephone')
  expect(dialog.getByRole('button', { name: 'Reset' })).toBeDisabled()
  await user.type(dialog.getByRole('textbox', { name: /^Type/ }), 'anna@example.com')
  expect(dialog.getByRole('button', { name: 'Reset' })).toBeEnabled()
})

it('makes a role of what its maker holds, and leaves built-in ones alone', async () => {
  const sent: unknown[] = []
  server.use(
    http.get(`${base}/admin/roles`, () => HttpResponse.json(pageOf(roles))),
    http.get(`${base}/admin/permissions`, () =>
      HttpResponse.json({
        groups: [{ name: 'users', permissions: ['users:read', 'users:manage'] }],
        held: ['users:read'],
      }),
    ),
    http.post(`${base}/admin/roles`, async ({ request }) => {
      sent.push(await request.json())
      return sent.length === 1
        ? problem(409, 'role_name_taken')
        : HttpResponse.json(roles[0], { status: 201 })
    }),
  )
  const { user } = renderPanel(<RolesPage />, {
    at: '/admin/staff/roles',
    path: '/admin/staff/roles',
    staff: ['roles:read', 'roles:manage'],
  })
  expect(await screen.findByText('built in')).toBeVisible()
  expect(screen.queryByRole('button', { name: /^Actions/ })).toBeNull()
  await user.click(screen.getByRole('button', { name: 'Create a role' }))
  const dialog = within(await screen.findByRole('dialog'))
  await user.type(dialog.getByRole('textbox', { name: 'Name' }), 'Night shift')
  const unheld = await dialog.findByRole('checkbox', { name: /^Disable users/ })
  await user.click(unheld)
  expect(unheld).not.toBeChecked()
  await user.click(dialog.getByRole('checkbox', { name: /^See users/ }))
  await user.click(dialog.getByRole('button', { name: 'Save' }))
  expect(await dialog.findByText('Another role has this name')).toBeVisible()
  await user.click(dialog.getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect(sent.at(-1)).toEqual({ name: 'Night shift', permissions: ['users:read'] })
})

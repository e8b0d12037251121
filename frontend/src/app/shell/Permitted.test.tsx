import { screen } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { beforeEach, expect, it } from 'vitest'
import type { Permission } from '~/auth/me'
import type { Security } from '~/auth/security'
import { renderPanel } from '~/testing/renderPanel'
import { base, server } from '~/testing/server'
import { Permitted } from './Permitted'

let security: Security
let proofs = 0

beforeEach(() => {
  proofs = 0
  security = {
    password_changed_at: null,
    totp: { enabled: false, enabled_at: null },
    recovery_codes_left: 0,
    passkeys: [],
    second_factor_required: true,
    recent_auth_until: null,
  }
  server.use(
    http.get(`${base}/me/security`, () => HttpResponse.json(security)),
    http.post(`${base}/me/step-up/options`, () => HttpResponse.json({ methods: ['totp'] })),
    http.post(`${base}/me/step-up`, () => {
      proofs += 1
      return HttpResponse.json({ recent_auth_until: '2026-11-22T10:05:00Z' })
    }),
  )
})

const open = (staff?: Permission[]) =>
  renderPanel(
    <Permitted permission="accounts:read">
      <p>Customers</p>
    </Permitted>,
    { at: '/admin/customers', ...(staff ? { staff } : { secondFactorRequired: true }) },
  )

it('tells staff without a second factor where to turn one on', async () => {
  open()
  expect(await screen.findByText('The administration needs a second factor')).toBeVisible()
  const link = screen.getByRole('link', { name: 'Turn on a second factor' })
  expect(link).toHaveAttribute('href', '/admin/profile/security')
  expect(screen.queryByText('Customers')).toBeNull()
})

it('asks staff who have one to show it', async () => {
  security.totp = { enabled: true, enabled_at: '2026-11-22T10:00:00Z' }
  const { user } = open()
  await user.click(await screen.findByRole('button', { name: 'Use the second factor' }))
  await user.type(await screen.findByRole('textbox', { name: 'Code of the app' }), '123456{Enter}')
  await expect.poll(() => proofs).toBe(1)
})

it('says that a role does not include the page, whatever the policy', async () => {
  open(['nodes:read'])
  expect(await screen.findByText('Your role does not include this page')).toBeVisible()
})

it('shows the page to whoever may see it', () => {
  open(['accounts:read'])
  expect(screen.getByText('Customers')).toBeVisible()
})

it('tells a user without an account how to join one, and keeps the profile', async () => {
  const page = (ofPerson?: boolean) => (
    <Permitted permission={undefined} ofPerson={ofPerson}>
      <p>The page</p>
    </Permitted>
  )
  const { unmount } = renderPanel(page(), { alone: true })
  expect(await screen.findByText('You are not in any account right now')).toBeVisible()
  expect(screen.queryByText('The page')).toBeNull()
  unmount()
  renderPanel(page(true), { alone: true, at: '/panel/profile' })
  expect(screen.getByText('The page')).toBeVisible()
})

it('has the profile of staff in the administration, before the second factor too', () => {
  const page = (
    <Permitted permission={undefined} ofPerson>
      <p>The page</p>
    </Permitted>
  )
  renderPanel(page, { alone: true, secondFactorRequired: true, at: '/admin/profile/security' })
  expect(screen.getByText('The page')).toBeVisible()
})

it('has no profile for customers in the administration', async () => {
  const page = (
    <Permitted permission={undefined} ofPerson>
      <p>The page</p>
    </Permitted>
  )
  renderPanel(page, { at: '/admin/profile' })
  expect(await screen.findByText('Your role does not include this page')).toBeVisible()
})

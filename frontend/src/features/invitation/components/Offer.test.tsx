import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Session, session } from '~/auth/session'
import { me } from '~/testing/fixtures'
import { base, problem, server } from '~/testing/server'
import { Offer } from './Offer'

const offer = {
  account_name: 'North wind',
  role: 'technical',
  email_hint: 'a•••@example.com',
  inviter: 'Ilya',
  valid_until: '2099-01-01T00:00:00Z',
}

const show = () =>
  render(
    <I18nProvider i18n={i18n}>
      <Offer />
    </I18nProvider>,
  )

beforeEach(() => {
  history.replaceState(null, '', '/invitation?token=hwi_1')
  server.use(http.get(`${base}/public/invitations/hwi_1`, () => HttpResponse.json(offer)))
})
afterEach(() => vi.unstubAllGlobals())
afterEach(() => history.replaceState(null, '', '/'))

it('says who invites to what, and why it cannot be accepted by another address', async () => {
  server.use(
    http.post(`${base}/invitations/actions/accept`, () => problem(403, 'invitation_for_another')),
  )
  show()
  expect(await screen.findByRole('heading', { name: 'Join North wind' })).toBeVisible()
  expect(screen.getByText(/Ilya invites you to the team. Your role: Engineer/)).toBeVisible()
  expect(location.search).toBe('')
  await userEvent.click(screen.getByRole('button', { name: 'Join the team' }))
  expect(await screen.findByRole('alert')).toHaveTextContent('sent to another address')
})

it('says so when the link works no more', async () => {
  server.use(http.get(`${base}/public/invitations/hwi_1`, () => problem(404, 'invitation_invalid')))
  show()
  expect(await screen.findByRole('alert')).toHaveTextContent('no longer valid')
})

it('joins with a new token, and other tabs restart with the account', async () => {
  const tokens: string[] = []
  const acted: string[] = []
  server.use(
    http.post(`${base}/auth/token`, () => {
      tokens.push(`token-${tokens.length}`)
      return HttpResponse.json({
        access_token: tokens.at(-1),
        token_type: 'bearer',
        expires_in: 900,
      })
    }),
    http.post(`${base}/invitations/actions/accept`, () => HttpResponse.json({ id: 'north' })),
    http.post(`${base}/me/account`, async ({ request }) => {
      acted.push(await request.text())
      return HttpResponse.json(me)
    }),
  )
  const assign = vi.fn()
  const { origin, href, pathname, search } = location
  vi.stubGlobal('location', { origin, href, pathname, search, assign })
  const before = await session.current()
  const other = new Session()
  const restarted = vi.fn()
  other.onRestart(restarted)
  show()
  await userEvent.click(await screen.findByRole('button', { name: 'Join the team' }))
  await waitFor(() => expect(assign).toHaveBeenCalledWith('/panel'))
  expect(acted).toEqual(['{"account_id":"north"}'])
  await waitFor(() => expect(restarted).toHaveBeenCalledOnce())
  expect(await other.current()).toBe(tokens.at(-1))
  expect(tokens.at(-1)).not.toBe(before)
})

it('does not say that an invitation is void because the server is busy', async () => {
  server.use(http.get(`${base}/public/invitations/hwi_1`, () => problem(503, 'unavailable')))
  show()
  const card = await screen.findByRole('alert')
  expect(card).toHaveTextContent('The invitation cannot be shown right now')
  expect(screen.getByRole('link', { name: 'Try again' })).toHaveAttribute('href', '/en/invitation')
})

it('leads whoever is not signed in through sign-in or registration and back', async () => {
  server.use(http.post(`${base}/auth/sign-out`, () => new HttpResponse(null, { status: 204 })))
  await session.signOut()
  show()
  expect(await screen.findByRole('link', { name: 'Sign in to join' })).toHaveAttribute(
    'href',
    expect.stringMatching(/sign-in\?next=.*invitation$/),
  )
  expect(screen.getByRole('link', { name: 'I have no account yet' }).getAttribute('href')).toMatch(
    /register\?next=.*invitation$/,
  )
})

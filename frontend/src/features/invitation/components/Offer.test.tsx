import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { session } from '~/auth/session'
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
  expect(await screen.findByRole('alert')).toHaveTextContent('not valid any more')
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

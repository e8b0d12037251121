import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import { afterEach, expect, it } from 'vitest'
import { base, problem, server } from '~/testing/server'
import { ConfirmEmail } from './ConfirmEmail'
import { ForgotForm } from './ForgotForm'
import { ResetForm } from './ResetForm'

function open(address: string, page: React.ReactNode) {
  history.replaceState(null, '', address)
  render(<I18nProvider i18n={i18n}>{page}</I18nProvider>)
  return userEvent.setup()
}

afterEach(() => history.replaceState(null, '', '/'))

const nothing = () => new HttpResponse(null, { status: 204 })

it('says the same whoever asks for a link', async () => {
  server.use(
    http.post(`${base}/auth/password/forgot`, () => HttpResponse.json({}, { status: 202 })),
  )
  const user = open('/forgot-password', <ForgotForm />)
  await user.type(screen.getByRole('textbox', { name: 'Email' }), 'nobody@example.com{Enter}')
  expect(await screen.findByText('Check your email')).toBeVisible()
  expect(screen.getByText('nobody@example.com')).toBeVisible()
})

it('changes the password by the link and keeps its token out of the address', async () => {
  const sent: unknown[] = []
  server.use(
    http.post(`${base}/auth/password/reset`, async ({ request }) => {
      sent.push(await request.json())
      return nothing()
    }),
  )
  const user = open('/reset-password?token=secret', <ResetForm />)
  expect(location.search).toBe('')
  const field = screen.getByLabelText('New password')
  await user.type(field, 'short{Enter}')
  expect(await screen.findByText('At least 10 characters')).toBeVisible()
  await user.type(field, ' but longer now{Enter}')
  expect(await screen.findByText('The password is changed')).toBeVisible()
  expect(sent).toEqual([{ token: 'secret', password: 'short but longer now' }])
})

it('offers a new link for one that is spent, and for an address without any', async () => {
  server.use(http.post(`${base}/auth/password/reset`, () => problem(422, 'verification_invalid')))
  const user = open('/reset-password?token=old', <ResetForm />)
  await user.type(screen.getByLabelText('New password'), 'three blue whales{Enter}')
  expect(await screen.findByText('This link no longer works')).toBeVisible()
  const again = screen.getByRole('link', { name: 'Send a new link' })
  expect(again).toHaveAttribute('href', expect.stringMatching(/\/forgot-password$/))
})

it('confirms another address by opening the link', async () => {
  const tokens: unknown[] = []
  server.use(
    http.post(`${base}/auth/email/confirm`, async ({ request }) => {
      tokens.push(await request.json())
      return nothing()
    }),
  )
  open('/confirm-email?token=secret', <ConfirmEmail />)
  expect(await screen.findByText('The address is changed')).toBeVisible()
  expect(tokens).toEqual([{ token: 'secret' }])
  expect(location.search).toBe('')
})

it('says why an address was not changed', async () => {
  server.use(http.post(`${base}/auth/email/confirm`, () => problem(409, 'email_taken')))
  open('/confirm-email?token=secret', <ConfirmEmail />)
  expect(await screen.findByText('The address was not changed')).toBeVisible()
  expect(screen.getByText(/Another account already uses this address/)).toBeVisible()
})

import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import { renderToString } from 'react-dom/server'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { session } from '~/auth/session'
import { assertion, fakePasskeys, forgetPasskeys, sentAssertion } from '~/testing/passkeys'
import { base, problem, server } from '~/testing/server'
import { SignInForm } from './SignInForm'

const grants: Record<string, string>[] = []

/** The token endpoint: it answers as told, and remembers what it was asked. */
function answers(...responses: (() => Response)[]) {
  server.use(
    http.post(`${base}/auth/token`, async ({ request }) => {
      grants.push(Object.fromEntries(new URLSearchParams(await request.text())))
      return responses[Math.min(grants.length, responses.length) - 1]?.()
    }),
  )
}

const token = () =>
  HttpResponse.json({ access_token: 'token', token_type: 'bearer', expires_in: 900 })
const pendingSecondFactor = (methods: string[]) => () =>
  problem(400, 'mfa_required', { error: 'mfa_required', mfa_token: 'half', methods })

function open() {
  render(
    <I18nProvider i18n={i18n}>
      <SignInForm />
    </I18nProvider>,
  )
  return userEvent.setup()
}

async function givePassword(user: ReturnType<typeof userEvent.setup>) {
  await user.type(screen.getByRole('textbox', { name: 'Email' }), 'ilya@example.com')
  await user.type(screen.getByLabelText('Password'), 'correct horse{Enter}')
}

beforeEach(() => {
  grants.length = 0
})

afterEach(forgetPasskeys)

it('asks for the second step and finishes with a code', async () => {
  answers(pendingSecondFactor(['totp', 'recovery_code']), () => problem(400, 'wrong_code'), token)
  const user = open()
  await givePassword(user)
  const code = await screen.findByRole('textbox', { name: 'Code of the app' })
  await user.type(code, '111111{Enter}')
  expect(await screen.findByText(/This code is wrong/)).toBeVisible()
  await user.clear(code)
  await user.type(code, '222222{Enter}')
  await vi.waitFor(() => expect(session.getState()).toBe('active'))
  expect(grants.slice(1)).toEqual([
    { grant_type: 'urn:hostwright:grant:totp', mfa_token: 'half', code: '111111' },
    { grant_type: 'urn:hostwright:grant:totp', mfa_token: 'half', code: '222222' },
  ])
})

it('takes a recovery code instead', async () => {
  answers(pendingSecondFactor(['totp', 'recovery_code']), token)
  const user = open()
  await givePassword(user)
  await user.click(await screen.findByRole('button', { name: 'Use a recovery code' }))
  await user.type(screen.getByRole('textbox', { name: 'Recovery code' }), 'abcd-efgh{Enter}')
  await vi.waitFor(() =>
    expect(grants[1]).toEqual({
      grant_type: 'urn:hostwright:grant:recovery-code',
      mfa_token: 'half',
      code: 'abcd-efgh',
    }),
  )
})

it('starts over when the pending sign-in has expired', async () => {
  answers(pendingSecondFactor(['totp']), () => problem(400, 'mfa_expired'))
  const user = open()
  await givePassword(user)
  await user.type(await screen.findByRole('textbox', { name: 'Code of the app' }), '111111{Enter}')
  expect(await screen.findByText('That took too long. Enter the password again.')).toBeVisible()
  expect(screen.getByLabelText('Password')).toHaveValue('')
})

it('signs in with a passkey and nothing else', async () => {
  fakePasskeys({ get: async () => assertion })
  server.use(
    http.post(`${base}/auth/passkeys/options`, async ({ request }) => {
      expect(await request.json()).toEqual({})
      return HttpResponse.json({ challenge_id: 'c-1', options: { challenge: 'AQL6' } })
    }),
  )
  answers(token)
  const user = open()
  await user.click(screen.getByRole('button', { name: 'Sign in with a passkey' }))
  await vi.waitFor(() => expect(grants).toHaveLength(1))
  expect(grants[0]).toEqual({
    grant_type: 'urn:hostwright:grant:passkey',
    challenge_id: 'c-1',
    credential: JSON.stringify(sentAssertion),
  })
})

it('ignores a cancelled passkey prompt, and reports an unknown passkey', async () => {
  let choose: () => Promise<unknown> = async () => {
    throw new DOMException('', 'NotAllowedError')
  }
  fakePasskeys({ get: () => choose() })
  server.use(
    http.post(`${base}/auth/passkeys/options`, () =>
      HttpResponse.json({ challenge_id: 'c-1', options: { challenge: 'AQL6' } }),
    ),
  )
  answers(() => problem(400, 'wrong_passkey'))
  const user = open()
  const button = screen.getByRole('button', { name: 'Sign in with a passkey' })
  await user.click(button)
  await vi.waitFor(() => expect(button).not.toHaveAttribute('aria-busy'))
  expect(screen.queryByRole('alert')).toBeNull()
  expect(grants).toHaveLength(0)
  choose = async () => assertion
  await user.click(button)
  expect(await screen.findByRole('alert')).toHaveTextContent(/could not be used here/)
})

it('says when to come again', async () => {
  answers(() => {
    const refusal = problem(429, 'sign_in_locked')
    refusal.headers.set('Retry-After', '240')
    return refusal
  })
  const user = open()
  await givePassword(user)
  expect(await screen.findByRole('alert')).toHaveTextContent('Try again in 4 minutes')
})

it('offers the passkey once a press is heard', async () => {
  const page = (
    <I18nProvider i18n={i18n}>
      <SignInForm />
    </I18nProvider>
  )
  const container = document.body.appendChild(document.createElement('div'))
  container.innerHTML = renderToString(page)
  expect(screen.getByRole('button', { name: 'Sign in with a passkey' })).toBeDisabled()
  render(page, { container, hydrate: true })
  expect(await screen.findByRole('button', { name: 'Sign in with a passkey' })).toBeEnabled()
})

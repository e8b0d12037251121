import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import { MemoryRouter } from 'react-router'
import { expect, it } from 'vitest'
import { session } from '~/auth/session'
import { me } from '~/testing/fixtures'
import { base, problem, server } from '~/testing/server'
import { SignedIn } from './SignedIn'

const token = () =>
  HttpResponse.json({ access_token: 'token', token_type: 'bearer', expires_in: 900 })

/** The refresh cookie is worth nothing any more; the password opens a new session in two steps. */
function expire() {
  const grants: Record<string, string>[] = []
  server.use(
    http.post(`${base}/auth/token`, async ({ request }) => {
      const form = Object.fromEntries(new URLSearchParams(await request.text()))
      grants.push(form)
      if (form['grant_type'] === 'refresh_token') return problem(400, 'invalid_grant')
      if (form['grant_type'] !== 'password') return token()
      return problem(400, 'mfa_required', { mfa_token: 'half', methods: ['totp'] })
    }),
  )
  return grants
}

it('asks to sign in over the page and keeps what was typed', async () => {
  server.use(http.get(`${base}/me`, () => HttpResponse.json(me)))
  render(
    <I18nProvider i18n={i18n}>
      <QueryClientProvider client={new QueryClient()}>
        <MemoryRouter initialEntries={['/panel']}>
          <SignedIn>
            <textarea aria-label="Letter" />
          </SignedIn>
        </MemoryRouter>
      </QueryClientProvider>
    </I18nProvider>,
  )
  const user = userEvent.setup()
  const letter = await screen.findByRole('textbox', { name: 'Letter' })
  await user.type(letter, 'Half a letter')
  const grants = expire()
  const current = await session.current()
  await act(() => session.renew(current))
  expect(await screen.findByRole('dialog', { name: 'The session has ended' })).toBeVisible()
  expect(screen.getByText(me.email)).toBeVisible()
  await user.type(screen.getByLabelText('Password'), 'correct horse{Enter}')
  await user.type(await screen.findByRole('textbox', { name: 'Code of the app' }), '123456{Enter}')
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect(letter).toHaveValue('Half a letter')
  expect(grants.at(-2)).toMatchObject({ grant_type: 'password', username: me.email })
  expect(session.getState()).toBe('active')
})

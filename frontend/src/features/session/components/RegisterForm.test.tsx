import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import { renderToString } from 'react-dom/server'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type InForce, InForceContext } from '~/lib/legal'
import { remember } from '~/lib/remembered'
import { base, listen, problem, server } from '~/testing/server'
import { RegisterForm } from './RegisterForm'
import { asRule, RegistrationContext, type RegistrationRule } from './rule'

let sent: unknown[] = []

const page = (rule: RegistrationRule) => (
  <I18nProvider i18n={i18n}>
    <RegistrationContext value={rule}>
      <RegisterForm />
    </RegistrationContext>
  </I18nProvider>
)

function answers(answer: () => Response) {
  server.use(
    http.post(`${base}/auth/register`, async ({ request }) => {
      sent.push(await request.json())
      return answer()
    }),
  )
}

async function fillIn() {
  const user = userEvent.setup()
  await user.type(screen.getByRole('textbox', { name: 'Your name' }), 'Ilya')
  await user.type(screen.getByRole('textbox', { name: 'Email' }), 'ilya@example.com')
  await user.type(screen.getByLabelText('Password'), 'correct horse battery')
  await user.click(screen.getByRole('button', { name: 'Create an account' }))
}

beforeEach(() => {
  sent = []
  answers(() => HttpResponse.json({}, { status: 202 }))
})
afterEach(() => remember('invitation', null))

it('asks a stranger for an invitation, and leads a customer to the sign-in', () => {
  render(page('invite'))
  expect(screen.getByRole('heading', { name: 'Registration is by invitation' })).toBeVisible()
  expect(screen.queryByRole('textbox')).not.toBeInTheDocument()
  expect(screen.getByRole('link', { name: 'Sign in' })).toHaveAttribute('href', '/en/sign-in')
})

it('says so when nobody may register, even to whoever has an invitation', () => {
  remember('invitation', 'hwi_1')
  render(page('closed'))
  expect(screen.getByRole('heading', { name: 'Registration is closed' })).toBeVisible()
  expect(screen.queryByRole('textbox')).not.toBeInTheDocument()
})

it('is rendered ahead of time with the rule, and without an invitation', () => {
  remember('invitation', 'hwi_1')
  expect(renderToString(page('invite'))).toContain('Registration is by invitation')
  expect(renderToString(page('open'))).toContain('Create an account')
})

it('sends the invitation that led here', async () => {
  remember('invitation', 'hwi_1')
  render(page('invite'))
  expect(screen.getByText('The address that the invitation was sent to')).toBeVisible()
  await fillIn()
  expect(await screen.findByRole('heading', { name: 'Check your email' })).toBeVisible()
  expect(sent).toMatchObject([{ email: 'ilya@example.com', invitation_token: 'hwi_1' }])
})

it('tells beside the address that the invitation is for another one', async () => {
  remember('invitation', 'hwi_1')
  answers(() => problem(403, 'invitation_required'))
  render(page('invite'))
  await fillIn()
  const email = screen.getByRole('textbox', { name: 'Email' })
  expect(await screen.findByText(/sent to another address, or is no longer valid/)).toBeVisible()
  expect(email).toBeInvalid()
  expect(email).toHaveValue('ilya@example.com')
})

it('tells beside the address that its domain is refused', async () => {
  answers(() => problem(403, 'email_domain_refused'))
  render(page('open'))
  await fillIn()
  expect(
    await screen.findByText('Addresses of this domain cannot be registered here'),
  ).toBeVisible()
  expect(screen.getByRole('textbox', { name: 'Email' })).toBeInvalid()
})

it.each([
  ['registration_closed', 'Registration is closed'],
  ['invitation_required', 'Registration is by invitation'],
] as const)('believes the API (%s) when the page is older than the rule', async (code, title) => {
  answers(() => problem(403, code))
  render(page('open'))
  await fillIn()
  expect(await screen.findByRole('heading', { name: title })).toBeVisible()
})

it('takes a page that says nothing of the rule for an open one', () => {
  expect([asRule('closed'), asRule('lottery'), asRule(undefined)]).toEqual([
    'closed',
    'open',
    'open',
  ])
})

async function fill(documents: InForce[]) {
  const sent = listen('post', '/auth/register', () => HttpResponse.json({}, { status: 202 }))
  render(
    <I18nProvider i18n={i18n}>
      <InForceContext.Provider value={documents}>
        <RegisterForm />
      </InForceContext.Provider>
    </I18nProvider>,
  )
  const user = userEvent.setup()
  await user.type(screen.getByLabelText('Your name'), 'Vera')
  await user.type(screen.getByLabelText('Email'), 'vera@example.com')
  await user.type(screen.getByLabelText('Password'), 'four words in a row')
  const submit = () => user.click(screen.getByRole('button', { name: 'Create an account' }))
  return { sent, user, submit }
}

it('asks for no consent where no document is published', async () => {
  const { sent, submit } = await fill([])
  expect(screen.queryByRole('checkbox')).toBeNull()
  await submit()
  await expect.poll(() => sent).toMatchObject([{ accepted_documents: [] }])
})

it('registers only with consent to the documents in force', async () => {
  const { sent, user, submit } = await fill([
    { id: 'one', kind: 'terms' },
    { id: 'two', kind: 'privacy' },
  ])
  await submit()
  expect(await screen.findByText('Accept the documents to register')).toBeVisible()
  expect(sent).toEqual([])
  expect(screen.getByRole('link', { name: 'privacy policy' })).toHaveAttribute(
    'href',
    '/en/privacy',
  )
  await user.click(screen.getByRole('checkbox'))
  await submit()
  await expect.poll(() => sent).toMatchObject([{ accepted_documents: ['one', 'two'] }])
})

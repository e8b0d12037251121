import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import { afterEach, expect, it, vi } from 'vitest'
import { storeRedirect } from '~/lib/redirect'
import { base, server } from '~/testing/server'
import { CheckMail } from './CheckMail'
import { carryNext, intentOf, nextOf } from './next'
import { RegisterForm } from './RegisterForm'
import { SignInForm } from './SignInForm'

const going = '?next=%2Fpanel%2Forder%3Fplan%3Dpro'

function open(address: string, page: React.ReactNode) {
  history.replaceState(null, '', address)
  return render(<I18nProvider i18n={i18n}>{page}</I18nProvider>)
}

const linkTo = (name: string) => screen.getByRole('link', { name }).getAttribute('href')

async function registerAndGiveCode() {
  server.use(
    http.post(`${base}/auth/register`, () => HttpResponse.json({}, { status: 202 })),
    http.post(`${base}/auth/verify`, () => new HttpResponse(null, { status: 204 })),
  )
  const user = userEvent.setup()
  await user.type(screen.getByRole('textbox', { name: 'Your name' }), 'Ilya')
  await user.type(screen.getByRole('textbox', { name: 'Email' }), 'ilya@example.com')
  await user.type(screen.getByLabelText('Password'), 'correct horse battery')
  await user.click(screen.getByRole('button', { name: 'Create an account' }))
  return user
}

afterEach(() => history.replaceState(null, '', '/'))

it('keeps the chosen plan from sign-in to registration, its code and back', async () => {
  const { unmount } = open(`/sign-in${going}`, <SignInForm />)
  expect(linkTo('Create an account')).toMatch(/\/register\?next=%2Fpanel%2Forder%3Fplan%3Dpro$/)
  unmount()
  open(`/register${going}`, <RegisterForm />)
  expect(linkTo('Sign in')).toMatch(/\/sign-in\?next=%2Fpanel%2Forder%3Fplan%3Dpro$/)
  const user = await registerAndGiveCode()
  await user.type(await screen.findByRole('textbox', { name: 'Code from the message' }), '123456')
  await user.click(screen.getByRole('button', { name: 'Confirm' }))
  expect(await screen.findByText('Email confirmed')).toBeVisible()
  expect(linkTo('Sign in')).toMatch(/\/sign-in\?next=%2Fpanel%2Forder%3Fplan%3Dpro$/)
})

it('keeps it for the link of the letter, which opens a page of its own', async () => {
  const { unmount } = open(`/register${going}`, <RegisterForm />)
  await registerAndGiveCode()
  await screen.findByText('Check your email')
  unmount()
  open('/verify?token=secret', <CheckMail />)
  expect(await screen.findByText('Email confirmed')).toBeVisible()
  expect(linkTo('Sign in')).toMatch(/\/sign-in\?next=%2Fpanel%2Forder%3Fplan%3Dpro$/)
  expect(location.search).toBe('')
})

it('does not hand on what leads away', () => {
  open('/sign-in?next=//evil.example', <SignInForm />)
  expect(linkTo('Create an account')).toMatch(/\/register$/)
  expect(nextOf('?next=%2F%5Cevil.example')).toBeNull()
  expect(nextOf('?next=https%3A%2F%2Fevil.example')).toBeNull()
})

it('carries it over the links around the form too, and over no others', () => {
  history.replaceState(null, '', `/sign-in${going}`)
  document.body.innerHTML = '<a href="/en/sign-in">English</a><a href="/plans">Plans</a>'
  carryNext(document.querySelectorAll('a'))
  const [language, plans] = document.querySelectorAll('a')
  expect(language?.getAttribute('href')).toContain('/en/sign-in?next=%2Fpanel%2Forder')
  expect(plans?.getAttribute('href')).toBe('/plans')
  document.body.innerHTML = ''
})

it('tells the server which plan it was, and of no other address', async () => {
  const sent: unknown[] = []
  server.events.on('request:start', async ({ request }) => {
    if (request.url.endsWith('/auth/register')) sent.push(await request.clone().json())
  })
  open(`/register${going}`, <RegisterForm />)
  await registerAndGiveCode()
  await screen.findByText('Check your email')
  expect(sent).toEqual([expect.objectContaining({ order: { plan: 'pro', period: 'month' } })])
  server.events.removeAllListeners()
  expect(intentOf('/panel/order?plan=base&period=hour')).toEqual({ plan: 'base', period: 'hour' })
  expect(intentOf('/panel/order')).toBeNull()
  expect(intentOf('/panel/order?plan=%2F%2Fevil.example')).toBeNull()
  expect(intentOf('/panel/invoices?plan=base')).toBeNull()
  expect(intentOf(null)).toBeNull()
})

it('keeps it over a forgotten password, for a day', async () => {
  const { unmount } = open(`/sign-in${going}`, <SignInForm />)
  const forgotten = screen.getByRole('link', { name: 'Forgotten?' })
  forgotten.addEventListener('click', (event) => event.preventDefault())
  await userEvent.setup().click(forgotten)
  unmount()
  const later = open('/sign-in', <SignInForm />)
  expect(linkTo('Create an account')).toMatch(/\/register\?next=%2Fpanel%2Forder%3Fplan%3Dpro$/)
  later.unmount()
  storeRedirect('/panel/order')
  vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 25 * 60 * 60_000)
  open('/sign-in', <SignInForm />)
  expect(linkTo('Create an account')).toMatch(/\/register$/)
})

it('knows the order too where a link was pressed before its page had come to life', async () => {
  storeRedirect('/panel/order?plan=pro')
  const { unmount } = open('/register', <RegisterForm />)
  expect(linkTo('Sign in')).toMatch(/\/sign-in\?next=%2Fpanel%2Forder%3Fplan%3Dpro$/)
  unmount()
  storeRedirect('//evil.example')
  open('/sign-in', <SignInForm />)
  expect(linkTo('Create an account')).toMatch(/\/register$/)
})

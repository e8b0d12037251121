import { screen, waitFor } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { beforeEach, expect, it } from 'vitest'
import { meQuery } from '~/auth/me'
import { me } from '~/testing/fixtures'
import { openProfile, type Profile, serveProfile } from '~/testing/profile'
import { base, listen, nothing, problem, server } from '~/testing/server'

let known: Profile

beforeEach(() => {
  known = serveProfile()
})

it('saves what was changed, and nothing typed is lost', async () => {
  const sent = listen('patch', '/me', () => HttpResponse.json({ ...me, name: 'Ilya Petrov' }))
  const { user, queries } = openProfile()
  const name = screen.getByRole('textbox', { name: 'Name' })
  await user.clear(name)
  await user.type(name, 'Ilya Petrov')
  await user.selectOptions(screen.getByRole('combobox', { name: 'Theme' }), 'dark')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByText('The profile is saved')).toBeVisible()
  expect(sent).toEqual([
    { name: 'Ilya Petrov', locale: 'en', theme: 'dark', time_zone: 'Europe/Moscow' },
  ])
  expect(document.documentElement.dataset['theme']).toBe('dark')
  await waitFor(() =>
    expect(queries.getQueryData(meQuery.queryKey)).toMatchObject({ name: 'Ilya Petrov' }),
  )
})

it('puts the words of the server beside the field', async () => {
  server.use(
    http.patch(`${base}/me`, () =>
      problem(422, 'validation_failed', {
        errors: [{ field: 'time_zone', code: 'time_zone_unknown', message: '' }],
      }),
    ),
  )
  const { user } = openProfile()
  const zone = screen.getByRole('combobox', { name: 'Time zone' })
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(zone).toHaveAttribute('aria-invalid', 'true'))
  expect(screen.getByText('This value is not valid')).toBeVisible()
})

it('confirms a number by the code that was sent to it', async () => {
  listen('post', '/me/phone', () => {
    known.contacts.wanted_phone = { target: '+79991234567', expires_at: '2026-11-22T10:10:00Z' }
    return HttpResponse.json(
      { phone: '+79991234567', expires_at: '2026-11-22T10:10:00Z' },
      { status: 202 },
    )
  })
  let right = false
  const codes = listen('post', '/me/phone/confirm', () =>
    right ? nothing() : problem(422, 'verification_invalid'),
  )
  const { user } = openProfile()
  await user.type(await screen.findByRole('textbox', { name: 'Phone' }), '8 999 123-45-67')
  await user.click(screen.getByRole('button', { name: 'Send a code' }))
  const code = await screen.findByRole('textbox', { name: 'Code from the message' })
  expect(screen.getByText('+79991234567')).toBeVisible()
  await user.type(code, '111111{Enter}')
  await waitFor(() => expect(code).toHaveAccessibleDescription(/This code is wrong or has expired/))
  right = true
  await user.clear(code)
  await user.type(code, '222222{Enter}')
  expect(await screen.findByText('The number is confirmed')).toBeVisible()
  expect(codes).toEqual([{ code: '111111' }, { code: '222222' }])
})

it('changes the address by a code, or keeps the present one', async () => {
  const asked = listen('post', '/me/email', () => {
    known.contacts.wanted_email = { target: 'new@example.com', expires_at: '2026-11-22T10:10:00Z' }
    return HttpResponse.json({}, { status: 202 })
  })
  listen('delete', '/me/email', () => {
    known.contacts.wanted_email = null
    return nothing()
  })
  const { user } = openProfile()
  await user.click(await screen.findByRole('button', { name: 'Change the address' }))
  await user.type(screen.getByRole('textbox', { name: 'New address' }), 'new@example.com{Enter}')
  expect(await screen.findByRole('textbox', { name: 'Code from the message' })).toBeVisible()
  expect(asked).toEqual([{ email: 'new@example.com' }])
  await user.click(screen.getByRole('button', { name: 'Keep the current one' }))
  expect(await screen.findByText('The address stays as it is')).toBeVisible()
  expect(await screen.findByRole('button', { name: 'Change the address' })).toBeVisible()
})

it('says that a code was just sent, and when another one may be asked for', async () => {
  listen('post', '/me/email', () => {
    const refusal = problem(429, 'code_just_sent')
    refusal.headers.set('Retry-After', '42')
    return refusal
  })
  const { user } = openProfile()
  await user.click(await screen.findByRole('button', { name: 'Change the address' }))
  const field = screen.getByRole('textbox', { name: 'New address' })
  await user.type(field, 'new@example.com{Enter}')
  expect(await screen.findByRole('alert')).toHaveTextContent(
    'We sent a code a moment ago. Ask for another one in 42 seconds',
  )
  expect(field).toHaveValue('new@example.com')
})

it('offers the letter again while the email is not confirmed', async () => {
  known.contacts.email_verified = false
  const letters = listen('post', '/auth/verify/request', () =>
    HttpResponse.json({}, { status: 202 }),
  )
  const { user } = openProfile()
  expect(await screen.findByText('Not confirmed')).toBeVisible()
  await user.click(screen.getByRole('button', { name: 'Send the email again' }))
  await waitFor(() => expect(letters).toEqual([{ email: me.email }]))
})

it('sends a picture, and says when it cannot be read', async () => {
  let answer = () => problem(422, 'image_invalid') as Response
  const names: unknown[] = []
  server.use(
    http.put(`${base}/me/avatar`, async ({ request }) => {
      names.push(request.headers.get('Content-Type')?.split(';')[0])
      return answer()
    }),
  )
  const { user } = openProfile()
  const field = screen.getByLabelText('Picture', { selector: 'input' })
  const file = new File(['x'], 'me.png', { type: 'image/png' })
  await user.upload(field, file)
  expect(await screen.findByText(/This picture cannot be read/)).toBeVisible()
  answer = () => HttpResponse.json({ avatar_url: '/api/v1/avatars/1' })
  await user.upload(field, file)
  expect(await screen.findByText('The picture is changed')).toBeVisible()
  expect(names).toEqual(['multipart/form-data', 'multipart/form-data'])
})

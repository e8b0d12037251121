import { screen, waitFor } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { expect, it } from 'vitest'
import { me } from '~/testing/fixtures'
import { renderPanel } from '~/testing/renderPanel'
import { base, problem, server } from '~/testing/server'
import ProfilePage from './ProfilePage'

const at = { at: '/panel/profile', path: '/panel/profile' }

it('saves what was changed, and nothing typed is lost', async () => {
  const sent: unknown[] = []
  server.use(
    http.patch(`${base}/me`, async ({ request }) => {
      sent.push(await request.json())
      return HttpResponse.json({ ...me, name: 'Ilya Petrov', phone: '+79991234567' })
    }),
  )
  const { user, queries } = renderPanel(<ProfilePage />, at)
  const name = screen.getByRole('textbox', { name: 'Name' })
  await user.clear(name)
  await user.type(name, 'Ilya Petrov')
  await user.type(screen.getByRole('textbox', { name: 'Phone' }), '+7 999 123-45-67')
  await user.selectOptions(screen.getByRole('combobox', { name: 'Theme' }), 'dark')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByText('The profile is saved')).toBeVisible()
  expect(sent).toEqual([
    {
      name: 'Ilya Petrov',
      phone: '+7 999 123-45-67',
      locale: 'en',
      theme: 'dark',
      time_zone: 'Europe/Moscow',
    },
  ])
  expect(document.documentElement.dataset['theme']).toBe('dark')
  await waitFor(() => expect(queries.getQueryData(['me'])).toMatchObject({ name: 'Ilya Petrov' }))
})

it('puts the words of the server beside the field', async () => {
  server.use(
    http.patch(`${base}/me`, () =>
      problem(422, 'validation_failed', {
        errors: [{ field: 'time_zone', code: 'time_zone_unknown', message: '' }],
      }),
    ),
  )
  const { user } = renderPanel(<ProfilePage />, at)
  const zone = screen.getByRole('combobox', { name: 'Time zone' })
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(zone).toHaveAttribute('aria-invalid', 'true'))
  expect(screen.getByText('This value is not valid')).toBeVisible()
})

it('checks the phone before it is sent', async () => {
  const { user } = renderPanel(<ProfilePage />, at)
  await user.type(screen.getByRole('textbox', { name: 'Phone' }), '8 999')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByText(/Write the number with its country code/)).toBeVisible()
})

it('offers the letter again while the email is not confirmed', async () => {
  const letters: unknown[] = []
  server.use(
    http.post(`${base}/auth/verify/request`, async ({ request }) => {
      letters.push(await request.json())
      return HttpResponse.json({}, { status: 202 })
    }),
  )
  const { user, queries } = renderPanel(<ProfilePage />, at)
  queries.setQueryData(['me'], { ...me, email_verified: false })
  expect(await screen.findByText('Not confirmed')).toBeVisible()
  await user.click(screen.getByRole('button', { name: 'Send the letter again' }))
  await waitFor(() => expect(letters).toEqual([{ email: me.email }]))
})

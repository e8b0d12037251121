import { screen, within } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { expect, it } from 'vitest'
import { openProfile } from '~/testing/profile'
import { base, listen, nothing, problem, server } from '~/testing/server'

it('changes the password after the person proved who they are', async () => {
  let verified = false
  server.use(
    http.post(`${base}/me/step-up/options`, () => HttpResponse.json({ methods: ['password'] })),
    http.post(`${base}/me/step-up`, () => {
      verified = true
      return HttpResponse.json({ recent_auth_until: '2026-11-22T10:05:00Z' })
    }),
  )
  const sent = listen('post', '/me/password', () =>
    verified ? nothing() : problem(403, 'step_up_required'),
  )
  const { user } = openProfile('/password')
  await user.type(screen.getByLabelText('New password'), 'three blue whales')
  await user.click(screen.getByRole('button', { name: 'Change the password' }))
  const dialog = await screen.findByRole('dialog', { name: 'Confirm that it is you' })
  await user.type(await within(dialog).findByLabelText('Password'), 'correct horse{Enter}')
  expect(await screen.findByText('The password is changed')).toBeVisible()
  expect(sent).toEqual([
    { new_password: 'three blue whales' },
    { new_password: 'three blue whales' },
  ])
  expect(screen.getByLabelText('New password')).toHaveValue('')
})

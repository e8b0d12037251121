import { screen } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { expect, it } from 'vitest'
import { openProfile } from '~/testing/profile'
import { base, pageOf, problem, server } from '~/testing/server'

it('says why a list cannot be shown and tries again', async () => {
  let broken = true
  server.use(
    http.get(`${base}/me/addresses`, () =>
      broken ? problem(503, 'unavailable') : HttpResponse.json(pageOf([])),
    ),
  )
  const { user } = openProfile('/security/addresses')
  await screen.findByText('Could not load this')
  broken = false
  await user.click(screen.getByRole('button', { name: 'Try again' }))
  expect(await screen.findByText('No addresses yet')).toBeVisible()
})

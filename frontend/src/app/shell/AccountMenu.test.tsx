import { fireEvent, screen, within } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { expect, it } from 'vitest'
import { meQuery, useMe } from '~/auth/me'
import { AvatarCard } from '~/features/profile/components/AvatarCard'
import { me } from '~/testing/fixtures'
import { renderPanel } from '~/testing/renderPanel'
import { base, server } from '~/testing/server'
import { AccountMenu } from './AccountMenu'

function BarAndProfile() {
  const who = useMe()
  return (
    <>
      <AccountMenu variant="avatar" />
      {who && <AvatarCard me={who} />}
    </>
  )
}

const button = () => screen.findByRole('button', { name: `Account: ${me.account?.name}` })

it('shows a new avatar at once, and the initials after it is removed', async () => {
  let kept: string | null = null
  server.use(
    http.get(`${base}/me`, () => HttpResponse.json({ ...me, avatar_url: kept })),
    http.get(`${base}/me/summary`, () => new HttpResponse(null, { status: 503 })),
    http.put(`${base}/me/avatar`, () => {
      kept = '/api/v1/avatars/one'
      return HttpResponse.json({ avatar_url: kept })
    }),
    http.delete(`${base}/me/avatar`, () => {
      kept = null
      return new HttpResponse(null, { status: 204 })
    }),
  )
  const { user } = renderPanel(<BarAndProfile />)
  expect(await button()).toHaveTextContent('NW')
  const file = new File(['x'], 'me.png', { type: 'image/png' })
  await user.upload(screen.getByLabelText('Picture', { selector: 'input' }), file)
  const picture = await within(await button()).findByAltText('')
  expect(picture).toHaveAttribute('src', '/api/v1/avatars/one')
  expect(picture).toHaveAttribute('width', '28')
  await user.click(screen.getByRole('button', { name: 'Remove the picture' }))
  expect(await within(await button()).findByText('NW')).toBeVisible()
})

it('shows the initials when the avatar does not load', async () => {
  server.use(http.get(`${base}/me/summary`, () => new HttpResponse(null, { status: 503 })))
  const { queries } = renderPanel(<BarAndProfile />)
  queries.setQueryData(meQuery.queryKey, { ...me, avatar_url: '/api/v1/avatars/lost' })
  fireEvent.error(await within(await button()).findByAltText(''))
  expect(await button()).toHaveTextContent('NW')
})

it('leads staff who lack a second factor to the administration, which says what to do', async () => {
  server.use(http.get(`${base}/me/summary`, () => new HttpResponse(null, { status: 503 })))
  const { user, place } = renderPanel(<AccountMenu variant="avatar" />, {
    secondFactorRequired: true,
  })
  await user.click(await button())
  await user.click(await screen.findByRole('menuitem', { name: 'Administration' }))
  expect(place.current).toBe('/admin')
})

const menu = async (options: Parameters<typeof renderPanel>[1]) => {
  const { user } = renderPanel(<AccountMenu variant="avatar" />, options)
  await user.click(await screen.findByRole('button', { name: /^Account:/ }))
  const entries = await screen.findAllByRole('menuitem')
  return entries.map((entry) => entry.textContent)
}

it('lets staff who are customers too change between both', async () => {
  expect(await menu({ staff: [], at: '/admin' })).toContain('Customer panel')
})

it('offers staff without an account no panel that has nothing for them', async () => {
  expect(await menu({ staff: [], alone: true, at: '/admin' })).not.toContain('Customer panel')
})

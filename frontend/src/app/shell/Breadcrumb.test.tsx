import { screen } from '@testing-library/react'
import { Link, useLocation } from 'react-router'
import { expect, it } from 'vitest'
import { useNameCrumb } from '~/design/patterns/crumb'
import { renderPanel } from '~/testing/renderPanel'
import { Breadcrumb } from './Breadcrumb'

const list = '/admin/orders?status=paid&page=2'

function Order() {
  useNameCrumb('A-17')
  return null
}

function Admin() {
  const { pathname } = useLocation()
  return (
    <>
      <Breadcrumb tree="admin" />
      {pathname === '/admin/orders' ? <Link to="/admin/orders/17">Open A-17</Link> : <Order />}
    </>
  )
}

it('leads from one thing back to its list as it was left', async () => {
  const { user, place } = renderPanel(<Admin />, { at: list, staff: [] })
  await user.click(screen.getByRole('link', { name: 'Open A-17' }))
  expect(place.current).toBe('/admin/orders/17')
  await user.click(await screen.findByRole('link', { name: 'Orders' }))
  expect(place.current).toBe(list)
})

it('leads to the whole list when the thing was opened by a link', async () => {
  renderPanel(<Admin />, { at: '/admin/orders/17', staff: [] })
  expect(await screen.findByRole('link', { name: 'Orders' })).toHaveAttribute(
    'href',
    '/admin/orders',
  )
})

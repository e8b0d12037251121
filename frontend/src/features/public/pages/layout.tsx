import { Outlet, useLocation } from 'react-router'
import { withoutLocale } from '~/lib/locale'
import { PublicFrame } from '../components/PublicFrame'

export default function PublicLayout() {
  const { pathname } = useLocation()
  return (
    <PublicFrame path={withoutLocale(pathname)}>
      <Outlet />
    </PublicFrame>
  )
}

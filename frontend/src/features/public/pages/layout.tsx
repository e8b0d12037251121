import { Outlet, useLocation } from 'react-router'
import { PublicFrame } from '../components/PublicFrame'

export default function PublicLayout() {
  const { pathname } = useLocation()
  return (
    <PublicFrame path={pathname.replace(/^\/en(?=\/|$)/, '').replace(/\/$/, '') || '/'}>
      <Outlet />
    </PublicFrame>
  )
}

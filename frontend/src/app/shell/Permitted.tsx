import { type ReactNode, Suspense } from 'react'
import { useLocation } from 'react-router'
import { AccessDenied } from '~/auth/factors'
import { type Permission, useCan, useMe } from '~/auth/me'
import { PageSkeleton } from './FrameSkeleton'

interface Props {
  permission: Permission | undefined
  /** Needs no account either. */
  ofPerson?: boolean | undefined
  children: ReactNode
}

/** The page, or what is missing for it. The server refuses anyway; this is for the reader. */
export function Permitted({ permission, ofPerson, children }: Props) {
  const can = useCan()
  const me = useMe()
  const inPanel = useLocation().pathname.startsWith('/panel')
  const placed = !inPanel || ofPerson || me?.account != null
  if (placed && can(permission)) return children
  return (
    <Suspense fallback={<PageSkeleton />}>
      <AccessDenied />
    </Suspense>
  )
}

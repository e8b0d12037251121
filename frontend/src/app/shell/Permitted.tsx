import { type ReactNode, Suspense } from 'react'
import { AccessDenied } from '~/auth/factors'
import { type Permission, useCan, useMe, useTree } from '~/auth/me'
import { isStaff } from '~/auth/start'
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
  const tree = useTree()
  const allowed = ofPerson
    ? tree === 'panel' || (me && isStaff(me))
    : (tree === 'admin' || me?.account != null) && can(permission)
  if (allowed) return children
  return (
    <Suspense fallback={<PageSkeleton />}>
      <AccessDenied />
    </Suspense>
  )
}

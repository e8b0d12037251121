import { type ReactNode, Suspense } from 'react'
import { Refused } from '~/auth/factors'
import { type Permission, useCan } from '~/auth/me'
import { PageSkeleton } from './FrameSkeleton'

interface Props {
  permission: Permission | undefined
  children: ReactNode
}

/** The page, or what is missing for it. The server refuses anyway; this is for the reader. */
export function Permitted({ permission, children }: Props) {
  const can = useCan()
  if (can(permission)) return children
  return (
    <Suspense fallback={<PageSkeleton />}>
      <Refused />
    </Suspense>
  )
}

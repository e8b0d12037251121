import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useRef } from 'react'
import { useLocation } from 'react-router'
import { meQuery, useSessionState } from '~/auth/me'
import { useResetOnPermissionChange } from '~/auth/permissionChanges'
import { readImpersonation, session, stopImpersonation } from '~/auth/session'
import { ErrorState } from '~/design/patterns/ErrorState'
import { useLocale } from '~/i18n/useLocale'
import { localized } from '~/lib/locale'
import { storeRedirect } from '~/lib/redirect'
import { FrameSkeleton } from './FrameSkeleton'
import { usePreferencesOf } from './preferences'
import { SessionEnded } from './SessionEnded'

/**
 * Nobody sees the panel without a session. One that ends while the panel is open does not throw
 * the reader out: a dialog offers to sign in again, and what was typed stays where it is.
 */
export function SignedIn({ children }: { children: ReactNode }) {
  const state = useSessionState()
  const wasIn = useRef(false)
  const me = useQuery({ ...meQuery, enabled: state !== 'ended' })
  const { pathname, search } = useLocation()
  const locale = useLocale()
  const known = useRef<string>(undefined)
  const preferencesApplied = usePreferencesOf(me.data)
  useResetOnPermissionChange(me.data)
  if (me.data) wasIn.current = true
  const impersonated = me.data?.impersonated_by != null
  const leave = state === 'ended' && !wasIn.current
  useEffect(() => {
    if (state === 'ended' && readImpersonation()) stopImpersonation()
  }, [state])
  // Another tab of this session has chosen another account: nothing of this one may stay.
  useEffect(() => session.onRestart(() => location.assign('/panel')), [])
  useEffect(() => {
    // Somebody else signed in in another tab: nothing of the one before may stay on the screen.
    if (me.data && known.current && me.data.id !== known.current) location.reload()
    known.current = me.data?.id
  }, [me.data])
  const { refetch } = me
  useEffect(() => {
    if (state === 'active' && wasIn.current) void refetch()
  }, [state, refetch])
  useEffect(() => {
    if (state === 'unknown') session.current().catch(() => null)
  }, [state])
  useEffect(() => {
    if (!leave) return
    // An order survives also where the next link is pressed before its page has come to life.
    if (pathname === '/panel/order') storeRedirect(pathname + search)
    const next = encodeURIComponent(pathname + search)
    location.replace(`${localized('/sign-in', locale)}?next=${next}`)
  }, [leave, pathname, search, locale])
  if (me.data && preferencesApplied) {
    return (
      <>
        {children}
        {state === 'ended' && !impersonated && <SessionEnded email={me.data.email} />}
      </>
    )
  }
  if (me.isError && !leave) {
    return (
      <main className="auth" id="main">
        <ErrorState query={me} />
      </main>
    )
  }
  return <FrameSkeleton />
}

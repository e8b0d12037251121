import { profilePath } from '~/lib/paths'
import { remember, remembered } from '~/lib/remembered'
import type { Me } from './me'

/** Those whom policy still asks for a second factor are staff, too. */
export function isStaff(me: Me): boolean {
  return me.staff || me.second_factor_required
}

/** The order that the owner was about to place when registering, on whatever device that was. */
function intendedPath(me: Me): string | null {
  const { order_intent: intent, impersonated_by: impersonator } = me
  if (!intent || impersonator || !me.permissions.includes('orders:manage')) return null
  return `/panel/order?${new URLSearchParams({ plan: intent.plan, period: intent.period })}`
}

/** Nobody is led there twice by this browser, once it could be ordered. */
export function noteIntentSeen(me: Me): void {
  const path = intendedPath(me)
  if (path && me.email_verified) remember('intent', `${me.id} ${path}`)
}

/**
 * Where this person belongs instead of the address asked for; null where that is right. Staff
 * begin in the administration, and without an account have nothing to do in the customer panel.
 */
export function placeInstead(me: Me, pathname: string, search: string): string | null {
  if (!pathname.startsWith('/panel')) return null
  const starting = search === '?start' && pathname === '/panel'
  const profile = profilePath('panel')
  if (isStaff(me) && !me.account && pathname.startsWith(profile)) {
    return profilePath('admin') + pathname.slice(profile.length) + search
  }
  if (isStaff(me) && (starting || !me.account)) return '/admin'
  if (!starting) return null
  const intended = intendedPath(me)
  return intended && remembered('intent') !== `${me.id} ${intended}` ? intended : '/panel'
}

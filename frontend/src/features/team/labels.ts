import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { describeWith } from '~/api/describe'
import type { Role } from './api'

/** What each role may do, for who chooses one. */
export const roleDuties: Record<Role, MessageDescriptor> = {
  owner: msg`Everything, and the account itself`,
  admin: msg`Everything but giving the account away`,
  billing: msg`Sees everything but monitoring; pays invoices and tops up the balance`,
  technical: msg`Starts, stops and deletes services; sees no money`,
  read_only: msg`Sees everything and changes nothing`,
}

/** Roles that can be given, and those of them that can be narrowed to single services. */
export const givenRoles = ['admin', 'billing', 'technical', 'read_only'] as const
export const narrowable: readonly string[] = ['technical', 'read_only']

export const describeTeam = describeWith({
  grant_too_high: msg`You cannot give more than you may do yourself`,
  member_too_high: msg`You cannot change somebody whose role is as high as yours`,
  owner_stays: msg`The account needs an owner: make somebody else the owner first`,
  owner_required: msg`Only the owner of the account can do this`,
  services_not_scopable: msg`This role cannot be limited to single services`,
  services_unknown: msg`One of these services is gone. Open this form again`,
  expiry_invalid: msg`Choose a day in the future`,
  already_member: msg`This person is already in the team`,
  too_many_invitations: msg`We wrote to this address just now, or too many invitations are open. Try again a little later`,
})

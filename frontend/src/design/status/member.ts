import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { Schema } from '~/api/client'

/** What a member is to an account, in one or two words. */
export const roleNames: Record<Schema<'MemberRole'>, MessageDescriptor> = {
  owner: msg({ context: 'role', message: 'Owner' }),
  admin: msg({ context: 'role', message: 'Administrator' }),
  billing: msg({ context: 'role', message: 'Accountant' }),
  technical: msg({ context: 'role', message: 'Engineer' }),
  read_only: msg({ context: 'role', message: 'Reader' }),
}

import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { describeWith } from '~/api/describe'
import type { Permission } from './api'

interface Group {
  title: MessageDescriptor
  permissions: Partial<Record<Permission, MessageDescriptor>>
}

/** What a program may be allowed to do, in words, as a customer sees it. */
export const groups: Group[] = [
  {
    title: msg`Services`,
    permissions: {
      'services:read': msg`See services and their logs`,
      'services:manage': msg`Start, stop, restart and rename services`,
      'services:delete': msg`Delete services`,
      'monitoring:read': msg`Read graphs and checks`,
      'notifications:read': msg`Read notifications`,
    },
  },
  {
    title: msg`Orders`,
    permissions: {
      'orders:read': msg`See orders`,
      'orders:manage': msg`Place and cancel orders`,
    },
  },
  {
    title: msg`Money`,
    permissions: {
      'billing:read': msg`See invoices, payments and the balance`,
      'billing:manage': msg`Pay invoices and top up the balance`,
    },
  },
  {
    title: msg`Account`,
    permissions: {
      'accounts:read': msg`See the team and the company's details`,
      'accounts:manage': msg`Change the company's details`,
      'audit:read': msg`Read the activity log`,
    },
  },
]

/** All that a token narrowed to single services can have. */
export const narrowable: readonly string[] = [
  'services:read',
  'services:manage',
  'services:delete',
  'monitoring:read',
  'notifications:read',
]

const words = Object.assign({}, ...groups.map(({ permissions }) => permissions)) as Record<
  string,
  MessageDescriptor
>

/** A permission that is new here shows its own name. */
export function permissionText(name: string): MessageDescriptor {
  return words[name] ?? { id: name, message: name }
}

export const describeToken = describeWith({
  grant_too_high: msg`A token cannot have more than you may do yourself`,
  permission_not_scopable: msg`A token for single services can only see and manage services. Leave the rest out, or give it all services`,
  services_unknown: msg`One of these services is gone. Open this form again`,
  expiry_invalid: msg`Choose a day in the future, a year from now at most`,
  too_many_tokens: msg`There are too many tokens. Revoke the ones no one uses`,
})

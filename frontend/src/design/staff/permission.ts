import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { Schema } from '~/api/client'

type Permission = Schema<'Permission'>

/** What staff may do with each permission. */
const permissions: Record<Permission, MessageDescriptor> = {
  'roles:read': msg`See staff and roles`,
  'roles:manage': msg`Create and edit roles`,
  'roles:assign': msg`Give roles to people`,
  'users:read': msg`See users`,
  'users:manage': msg`Disable users, reset their second factor`,
  'users:impersonate': msg`Sign in as a customer`,
  'accounts:read': msg`See customers`,
  'accounts:manage': msg`Change customers' accounts`,
  'catalog:read': msg`See plans and prices before they are sold`,
  'catalog:manage': msg`Change plans and prices`,
  'billing:read': msg`See invoices, payments and the ledger`,
  'billing:manage': msg`Manage invoices and payments`,
  'billing:refund': msg`Issue refunds`,
  'billing:adjust': msg`Adjust balances`,
  'orders:read': msg`See orders`,
  'orders:manage': msg`Manage orders`,
  'nodes:read': msg`See nodes`,
  'nodes:manage': msg`Manage nodes`,
  'services:read': msg`See services`,
  'services:manage': msg`Manage services`,
  'services:delete': msg`Delete services`,
  'monitoring:read': msg`See monitoring`,
  'notifications:read': msg`Read notifications`,
  'mail:read': msg`See sent emails`,
  'mail:manage': msg`Send emails again`,
  'mail:templates': msg`Change mail templates`,
  'jobs:read': msg`See background jobs`,
  'jobs:retry': msg`Run jobs again`,
  'tokens:manage': msg`Manage API tokens`,
  'audit:read': msg`Read the audit log`,
  'reports:read': msg`See reports`,
  'settings:manage': msg`Change settings`,
  'system:read': msg`See how the installation is`,
}

export function permissionText(name: string): MessageDescriptor {
  return (permissions as Record<string, MessageDescriptor>)[name] ?? { id: name, message: name }
}

import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { describeWith } from '~/api/describe'

const groups: Record<string, MessageDescriptor> = {
  roles: msg`Roles`,
  users: msg`Users`,
  accounts: msg`Customers`,
  catalog: msg`Catalogue`,
  billing: msg`Money`,
  orders: msg`Orders`,
  nodes: msg`Nodes`,
  services: msg`Services`,
  monitoring: msg`Monitoring`,
  notifications: msg`Notifications`,
  jobs: msg`Jobs`,
  tokens: msg`API tokens`,
  audit: msg`Audit log`,
  reports: msg`Reports`,
  settings: msg`Settings`,
}

export function groupText(name: string): MessageDescriptor {
  return groups[name] ?? { id: name, message: name }
}

const builtIn: Record<string, MessageDescriptor> = {
  support: msg({ context: 'staff role', message: 'Support' }),
  billing: msg({ context: 'staff role', message: 'Billing' }),
  operator: msg({ context: 'staff role', message: 'Operator' }),
  admin: msg({ context: 'staff role', message: 'Administrator' }),
  owner: msg({ context: 'staff role', message: 'Owner' }),
}

/** Built-in roles have words of their own; the others are called as people called them. */
export function roleName(role: { name: string; built_in: boolean }): MessageDescriptor {
  return (role.built_in && builtIn[role.name]) || { id: role.name, message: role.name }
}

export const describeStaff = describeWith({
  role_name_taken: msg`Another role has this name`,
  role_built_in: msg`This role is built in and cannot be changed`,
  role_in_use: msg`Somebody still has this role: take it away first`,
  grants_more: msg`You can only give what you have yourself`,
  not_below: msg`You can only change those who may do less than you`,
  outranked: msg`You can only change those who may do less than you`,
  role_not_found: msg`One of these roles is gone. Open this form again`,
  last_owner: msg`The last owner must stay`,
  not_found: msg`Nobody is registered with this address`,
})

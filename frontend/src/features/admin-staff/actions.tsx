import { msg } from '@lingui/core/macro'
import {
  IconEdit,
  IconLockOpen,
  IconLogout,
  IconShieldOff,
  IconShieldPlus,
  IconTrash,
  IconUserOff,
  IconUserPlus,
} from '@tabler/icons-react'
import { defineAction } from '~/actions/action'
import { keys } from '~/api/keys'
import { ReasonCreate } from '~/api/rules.gen'
import {
  appoint as appointStaff,
  changeRole,
  disableUser,
  enableUser,
  endSessions as endSessionsOf,
  makeRole,
  type Permission,
  type Role,
  reappoint as reappointStaff,
  removeRole,
  resetFactor,
  type Staff,
  type User,
} from './api'
import type { AppointForm, RoleForm } from './forms'
import { describeStaff } from './labels'

const people = () => [
  keys.admin.users.all,
  keys.admin.staff.all,
  keys.admin.roles.all,
  keys.admin.audit.all,
]

const reason = {
  label: msg`Reason`,
  help: msg`It stays in the audit log.`,
  rule: ReasonCreate.reason,
}

export const disable = defineAction<User>({
  id: 'admin.users.disable',
  harm: 'notice',
  label: msg`Disable`,
  icon: IconUserOff,
  permission: 'users:manage',
  visible: (user) => user.allowed_actions.includes('disable'),
  subjectKey: (user) => user.id,
  confirm: (user) => ({
    title: msg`Disable ${user.name}?`,
    body: msg`All sessions and API tokens of ${user.email} stop at once, and signing in is refused.`,
    confirm: msg`Disable`,
    reason,
  }),
  perform: async (user, context) => {
    await disableUser(user.id, context.reason)
    return { title: msg`${user.name} is disabled` }
  },
  describe: describeStaff,
  invalidates: people,
})

export const enable = defineAction<User>({
  id: 'admin.users.enable',
  harm: 'notice',
  label: msg`Enable`,
  icon: IconLockOpen,
  permission: 'users:manage',
  visible: (user) => user.allowed_actions.includes('enable'),
  subjectKey: (user) => user.id,
  confirm: (user) => ({
    title: msg`Enable ${user.name}?`,
    body: msg`${user.email} will be able to sign in again.`,
    confirm: msg`Enable`,
    reason,
  }),
  perform: async (user, context) => {
    await enableUser(user.id, context.reason)
    return { title: msg`${user.name} may sign in again` }
  },
  describe: describeStaff,
  invalidates: people,
})

export const resetSecondFactor = defineAction<User>({
  id: 'admin.users.reset_second_factor',
  harm: 'destroy',
  label: msg`Reset the second factor`,
  icon: IconShieldOff,
  permission: 'users:manage',
  visible: (user) => user.allowed_actions.includes('reset_second_factor'),
  subjectKey: (user) => user.id,
  confirm: (user) => ({
    title: msg`Reset the second factor of ${user.name}?`,
    body: msg`The authenticator app, passkeys and recovery codes of ${user.email} are removed, and all sessions end. Be sure who is asking.`,
    confirm: msg`Reset`,
    typed: user.email,
    reason,
  }),
  perform: async (user, context) => {
    await resetFactor(user.id, context.reason)
    return { title: msg`The second factor of ${user.name} is removed` }
  },
  describe: describeStaff,
  invalidates: people,
})

export const endSessions = defineAction<User>({
  id: 'admin.users.end_sessions',
  harm: 'notice',
  label: msg`Sign out everywhere`,
  icon: IconLogout,
  permission: 'users:manage',
  visible: (user) => user.allowed_actions.includes('end_sessions'),
  subjectKey: (user) => user.id,
  confirm: (user) => ({
    title: msg`Sign ${user.name} out everywhere?`,
    body: msg`Every session of ${user.email} ends at once. They may sign in again.`,
    confirm: msg`End the sessions`,
    reason,
  }),
  perform: async (user, context) => {
    await endSessionsOf(user.id, context.reason)
    return { title: msg`${user.name} is signed out everywhere` }
  },
  describe: describeStaff,
  invalidates: people,
})

/** Opens a form; what is sent from there is an action of its own. */
export const openAppoint = defineAction<() => void>({
  id: 'admin.staff.appoint.open',
  harm: 'none',
  label: msg`Add to the staff`,
  icon: IconUserPlus,
  permission: 'roles:assign',
  perform: async (open) => {
    open()
  },
})

export const appoint = defineAction<AppointForm>({
  id: 'admin.staff.appoint',
  harm: 'none',
  label: msg`Add to the staff`,
  icon: IconUserPlus,
  permission: 'roles:assign',
  perform: async (form) => {
    await appointStaff(form)
    return { title: msg`${form.email} is staff now` }
  },
  invalidates: people,
})

export interface StaffRow {
  person: Staff
  edit: (person: Staff) => void
}

export const openReappoint = defineAction<StaffRow>({
  id: 'admin.staff.roles.open',
  harm: 'none',
  label: msg`Change roles`,
  icon: IconEdit,
  permission: 'roles:assign',
  subjectKey: ({ person }) => person.id,
  perform: async ({ person, edit }) => {
    edit(person)
  },
})

export const reappoint = defineAction<{ person: Staff; roles: string[] }>({
  id: 'admin.staff.roles',
  harm: 'none',
  label: msg`Change roles`,
  icon: IconEdit,
  permission: 'roles:assign',
  subjectKey: ({ person }) => person.id,
  perform: async ({ person, roles }) => {
    await reappointStaff(person.id, roles)
    return { title: msg`The roles of ${person.name} are saved` }
  },
  invalidates: people,
})

export const openMakeRole = defineAction<() => void>({
  id: 'admin.roles.make.open',
  harm: 'none',
  label: msg`Create a role`,
  icon: IconShieldPlus,
  permission: 'roles:manage',
  perform: async (open) => {
    open()
  },
})

export interface RoleRow {
  role: Role
  edit: (role: Role) => void
}

export const openChangeRole = defineAction<RoleRow>({
  id: 'admin.roles.change.open',
  harm: 'none',
  label: msg`Change`,
  icon: IconEdit,
  permission: 'roles:manage',
  visible: ({ role }) => role.allowed_actions.includes('update'),
  subjectKey: ({ role }) => role.id,
  perform: async ({ role, edit }) => {
    edit(role)
  },
})

export const saveRole = defineAction<{ role: Role | null; form: RoleForm }>({
  id: 'admin.roles.save',
  harm: 'none',
  label: msg`Save the role`,
  icon: IconShieldPlus,
  permission: 'roles:manage',
  perform: async ({ role, form }) => {
    const body = { name: form.name, permissions: form.permissions as Permission[] }
    await (role ? changeRole(role, body) : makeRole(body))
    return { title: msg`The role ${form.name} is saved` }
  },
  invalidates: people,
})

export const deleteRole = defineAction<RoleRow>({
  id: 'admin.roles.delete',
  harm: 'destroy',
  label: msg`Delete`,
  icon: IconTrash,
  permission: 'roles:manage',
  visible: ({ role }) => role.allowed_actions.includes('delete'),
  subjectKey: ({ role }) => role.id,
  confirm: ({ role }) => ({
    title: msg`Delete the role ${role.name}?`,
    body: msg`It will be gone for good. Only a role that nobody has can be deleted.`,
    confirm: msg`Delete for good`,
    typed: role.name,
  }),
  perform: async ({ role }) => {
    await removeRole(role.id)
    return { title: msg`The role ${role.name} is deleted` }
  },
  describe: describeStaff,
  invalidates: people,
})

export const userActions = [enable, endSessions, disable, resetSecondFactor]

import { queryOptions } from '@tanstack/react-query'
import { api, type Schema } from '~/api/client'
import { unwrap } from '~/api/errors'
import { keys } from '~/api/keys'
import { asQuery, defineList, type ListParams } from '~/api/query'

export type User = Schema<'UserAdminRead'>
export type Staff = Schema<'StaffRead'>
export type Role = Schema<'RoleRead'>
export type Permission = Schema<'Permission'>

const filters = ['staff', 'active'] as const

const listUsers = (params: ListParams<(typeof filters)[number]>, signal: AbortSignal) =>
  unwrap(api.GET('/admin/users', { params: { query: asQuery(params) }, signal }))
const listStaff = (params: ListParams<never>, signal: AbortSignal) =>
  unwrap(api.GET('/admin/staff', { params: { query: asQuery(params) }, signal }))
const listRoles = (params: ListParams<never>, signal: AbortSignal) =>
  unwrap(api.GET('/admin/roles', { params: { query: asQuery(params) }, signal }))

export const usersList = defineList({
  path: '/admin/users',
  key: keys.admin.users.list,
  filters,
  sort: '-created_at',
  fetch: listUsers,
})
export const staffList = defineList({
  path: '/admin/staff',
  key: keys.admin.staff.list,
  sort: 'name',
  fetch: listStaff,
})
export const rolesList = defineList({
  path: '/admin/roles',
  key: keys.admin.roles.list,
  sort: 'name',
  fetch: listRoles,
})

export const userQuery = (id: string) =>
  queryOptions({
    queryKey: keys.admin.users.one(id),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/admin/users/{user_id}', { params: { path: { user_id: id } }, signal })),
  })

export const sessionsQuery = (id: string) =>
  queryOptions({
    queryKey: keys.admin.users.one(id, 'sessions'),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/admin/users/{user_id}/sessions', { params: { path: { user_id: id } }, signal }),
      ),
  })

export const signInsOfList = (id: string) =>
  defineList({
    path: `/admin/users/${id}/sign-ins`,
    key: (params) => keys.admin.users.one(id, 'sign-ins', params),
    filters: ['outcome'],
    sort: '-at',
    fetch: (params: ListParams<'outcome'>, signal: AbortSignal) =>
      unwrap(
        api.GET('/admin/users/{user_id}/sign-ins', {
          params: { path: { user_id: id }, query: asQuery(params) },
          signal,
        }),
      ),
  })

export const roleNamesQuery = queryOptions({
  queryKey: keys.admin.roles.view('names'),
  queryFn: ({ signal }) =>
    unwrap(api.GET('/admin/roles', { params: { query: { size: 200 } }, signal })),
})

/** Every permission by feature, and those the reader holds. */
export const permissionsQuery = queryOptions({
  queryKey: keys.admin.permissions.all,
  queryFn: ({ signal }) => unwrap(api.GET('/admin/permissions', { signal })),
})

const user = (id: string) => ({ params: { path: { user_id: id } } })
const role = (id: string) => ({ params: { path: { role_id: id } } })

export const disableUser = (id: string, reason: string) =>
  unwrap(api.POST('/admin/users/{user_id}/actions/disable', { ...user(id), body: { reason } }))
export const enableUser = (id: string, reason: string) =>
  unwrap(api.POST('/admin/users/{user_id}/actions/enable', { ...user(id), body: { reason } }))
export const endSessions = (id: string, reason: string) =>
  unwrap(api.POST('/admin/users/{user_id}/actions/end-sessions', { ...user(id), body: { reason } }))
export const resetFactor = (id: string, reason: string) =>
  unwrap(
    api.POST('/admin/users/{user_id}/actions/reset-second-factor', {
      ...user(id),
      body: { reason },
    }),
  )
export const appoint = (body: Schema<'StaffCreate'>) => unwrap(api.POST('/admin/staff', { body }))
export const reappoint = (id: string, role_ids: string[]) =>
  unwrap(api.PATCH('/admin/staff/{user_id}', { ...user(id), body: { role_ids } }))
export const makeRole = (body: Schema<'RoleCreate'>) => unwrap(api.POST('/admin/roles', { body }))
/** Changes the role as it was when it was read: somebody else's change in between is not lost. */
export const changeRole = ({ id, version }: Schema<'RoleRead'>, body: Schema<'RolePatch'>) =>
  unwrap(
    api.PATCH('/admin/roles/{role_id}', {
      params: { path: { role_id: id }, header: { 'If-Match': `"${version}"` } },
      body,
    }),
  )
export const removeRole = (id: string) => unwrap(api.DELETE('/admin/roles/{role_id}', role(id)))

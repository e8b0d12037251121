import { queryOptions } from '@tanstack/react-query'
import { api, type Schema } from '~/api/client'
import { unwrap } from '~/api/errors'
import { keys } from '~/api/keys'
import { asQuery, defineList, type ListParams } from '~/api/query'

export type Member = Schema<'MemberRead'>
export type Invitation = Schema<'InvitationRead'>
export type Role = Schema<'MemberRole'>
export type Company = Schema<'AccountDetailRead'>

const filters = ['role'] as const

const listMembers = (params: ListParams<'role'>, signal: AbortSignal) =>
  unwrap(api.GET('/members', { params: { query: asQuery(params) }, signal }))

export const membersList = defineList({
  path: '/members',
  key: keys.members.list,
  filters,
  sort: 'created_at',
  fetch: listMembers,
})

const listInvitations = (params: ListParams<never>, signal: AbortSignal) =>
  unwrap(api.GET('/invitations', { params: { query: asQuery(params) }, signal }))

export const invitationsList = defineList({
  path: '/invitations',
  key: keys.invitations.list,
  sort: '-created_at',
  fetch: listInvitations,
})

export const companyQuery = queryOptions({
  queryKey: keys.account.all,
  queryFn: ({ signal }) => unwrap(api.GET('/account', { signal })),
})

/** The names of the account's services: what somebody may be narrowed to. */
export const serviceNamesQuery = queryOptions({
  queryKey: keys.services.view('names'),
  queryFn: ({ signal }) =>
    unwrap(api.GET('/services', { params: { query: { size: 200, sort: ['hostname'] } }, signal })),
})

export const invite = (body: Schema<'InvitationCreate'>, key: string) =>
  unwrap(api.POST('/invitations', { params: { header: { 'Idempotency-Key': key } }, body }))
export const withdrawInvitation = (id: string) =>
  unwrap(api.DELETE('/invitations/{invitation_id}', { params: { path: { invitation_id: id } } }))

const to = (id: string) => ({ params: { path: { member_id: id } } })

export const changeMember = (id: string, body: Schema<'MemberPatch'>) =>
  unwrap(api.PATCH('/members/{member_id}', { ...to(id), body }))
export const removeMember = (id: string) => unwrap(api.DELETE('/members/{member_id}', to(id)))
export const makeOwner = (id: string) =>
  unwrap(api.POST('/members/{member_id}/actions/make-owner', to(id)))
export const leaveAccount = () => unwrap(api.POST('/members/actions/leave'))
export const saveCompany = (body: Schema<'AccountPatch'>) => unwrap(api.PATCH('/account', { body }))

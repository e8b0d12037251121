import { queryOptions } from '@tanstack/react-query'
import { api, type Schema } from '~/api/client'
import { unwrap } from '~/api/errors'
import { keys } from '~/api/keys'
import { asQuery, defineList, type ListParams } from '~/api/query'

export type Token = Schema<'ApiTokenRead'>
export type MadeToken = Schema<'ApiTokenMade'>
export type TokenDraft = Schema<'TokenCreate'>
export type Permission = Schema<'Permission'>
/** Whose it is: a person's, or the account's own. */
export type Kind = Token['kind']

const listOwn = (params: ListParams<never>, signal: AbortSignal) =>
  unwrap(api.GET('/me/tokens', { params: { query: asQuery(params) }, signal }))

const listAccounts = (params: ListParams<never>, signal: AbortSignal) =>
  unwrap(api.GET('/tokens', { params: { query: asQuery(params) }, signal }))

export const tokensList = (kind: Kind) =>
  defineList({
    key: (params) => keys.tokens.view(kind, params),
    sort: '-created_at',
    path: kind === 'personal' ? '/me/tokens' : '/tokens',
    fetch: kind === 'personal' ? listOwn : listAccounts,
  })

/** The names of the account's services: what a token may be narrowed to. */
export const serviceNamesQuery = queryOptions({
  queryKey: keys.services.view('names'),
  queryFn: ({ signal }) =>
    unwrap(api.GET('/services', { params: { query: { size: 200, sort: ['hostname'] } }, signal })),
})

const to = (id: string) => ({ params: { path: { token_id: id } } })

export const makeToken = (kind: Kind, body: TokenDraft) =>
  kind === 'personal'
    ? unwrap(api.POST('/me/tokens', { body }))
    : unwrap(api.POST('/tokens', { body }))

export const renameToken = ({ id, kind }: Token, name: string) =>
  kind === 'personal'
    ? unwrap(api.PATCH('/me/tokens/{token_id}', { ...to(id), body: { name } }))
    : unwrap(api.PATCH('/tokens/{token_id}', { ...to(id), body: { name } }))

export const revokeToken = ({ id, kind }: Token) =>
  kind === 'personal'
    ? unwrap(api.DELETE('/me/tokens/{token_id}', to(id)))
    : unwrap(api.DELETE('/tokens/{token_id}', to(id)))

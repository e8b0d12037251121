import { queryOptions } from '@tanstack/react-query'
import { api, type Schema } from '~/api/client'
import { authorised } from '~/api/credentials'
import { unwrap } from '~/api/errors'
import { keys } from '~/api/keys'
import { asQuery, defineList, type ListParams } from '~/api/query'
import { sendWithProgress } from '~/api/upload'
import type { PasskeyAnswer } from '~/auth/passkeys'

export type ProfilePatch = Schema<'MePatch'>
export type Contacts = Schema<'ContactsRead'>
export type Wanted = Schema<'WantedRead'>
export type Passkey = Schema<'PasskeyRead'>
export type TotpSetup = Schema<'TotpRead'>
export type Device = Schema<'SessionRead'>
export type SignIn = Schema<'SignInRead'>
export type Address = Schema<'AddressRead'>
export type DataExport = Schema<'ExportRead'>

export const patchProfile = (body: ProfilePatch) => unwrap(api.PATCH('/me', { body }))

export const requestVerificationEmail = (email: string) =>
  unwrap(api.POST('/auth/verify/request', { body: { email } }))

export const changePassword = (body: Schema<'PasswordChange'>) =>
  unwrap(api.POST('/me/password', { body }))

/** A link may be opened elsewhere while its code is awaited here. */
export const contactsQuery = queryOptions({
  queryKey: keys.contacts.all,
  queryFn: ({ signal }) => unwrap(api.GET('/me/contacts', { signal })),
  refetchInterval: ({ state }) => (state.data?.wanted_email ? 5000 : false),
})

export const changeEmail = (email: string) => unwrap(api.POST('/me/email', { body: { email } }))
export const confirmEmail = (code: string) =>
  unwrap(api.POST('/me/email/confirm', { body: { code } }))
export const keepEmail = () => unwrap(api.DELETE('/me/email'))

export const changePhone = (phone: string) => unwrap(api.POST('/me/phone', { body: { phone } }))
export const confirmPhone = (code: string) =>
  unwrap(api.POST('/me/phone/confirm', { body: { code } }))
export const removePhone = () => unwrap(api.DELETE('/me/phone'))

export const setAvatar = (file: File, onProgress: (percent: number) => void) =>
  unwrap(
    api.PUT('/me/avatar', {
      fetch: authorised(sendWithProgress(onProgress)),
      // The schema knows no files: it takes bytes for text.
      body: { image: file as unknown as string },
      bodySerializer: () => {
        const form = new FormData()
        form.set('image', file)
        return form
      },
    }),
  )
export const removeAvatar = () => unwrap(api.DELETE('/me/avatar'))

export const beginTotp = () => unwrap(api.POST('/me/totp'))
export const confirmTotp = (code: string) =>
  unwrap(api.POST('/me/totp/confirm', { body: { code } }))
export const disableTotp = () => unwrap(api.DELETE('/me/totp'))
export const renewRecoveryCodes = () => unwrap(api.POST('/me/recovery-codes'))

export const askForNewPasskey = () => unwrap(api.POST('/me/passkeys/options'))
export const addPasskey = (name: string, answer: PasskeyAnswer) =>
  unwrap(api.POST('/me/passkeys', { body: { name, ...answer } }))
export const renamePasskey = (id: string, name: string) =>
  unwrap(
    api.PATCH('/me/passkeys/{passkey_id}', {
      params: { path: { passkey_id: id } },
      body: { name },
    }),
  )
export const removePasskey = (id: string) =>
  unwrap(api.DELETE('/me/passkeys/{passkey_id}', { params: { path: { passkey_id: id } } }))

export const devicesQuery = queryOptions({
  queryKey: keys.sessions.all,
  queryFn: ({ signal }) => unwrap(api.GET('/me/sessions', { signal })),
})

export const endDevice = (id: string) =>
  unwrap(api.DELETE('/me/sessions/{session_id}', { params: { path: { session_id: id } } }))
export const endOtherDevices = () => unwrap(api.POST('/me/sessions/actions/end-others'))

const outcomeFilter = ['outcome'] as const

const listSignIns = (params: ListParams<'outcome'>, signal: AbortSignal) =>
  unwrap(api.GET('/me/sign-ins', { params: { query: asQuery(params) }, signal }))

export const signInsList = defineList({
  path: '/me/sign-ins',
  key: keys.signIns.list,
  filters: outcomeFilter,
  sort: '-at',
  fetch: listSignIns,
})

/** The newest few, for the card that leads to the list. */
export const latestSignInsQuery = queryOptions({
  queryKey: keys.signIns.view('latest'),
  queryFn: ({ signal }) =>
    unwrap(api.GET('/me/sign-ins', { params: { query: asQuery({ size: 5 }) }, signal })),
})

export const addressesList = defineList({
  path: '/me/addresses',
  key: keys.addresses.list,
  sort: '-last_seen_at',
  fetch: (params: ListParams<never>, signal: AbortSignal) =>
    unwrap(api.GET('/me/addresses', { params: { query: asQuery(params) }, signal })),
})

/** The newest few: an older one has no file any more. Asked again while one is being made. */
export const exportsQuery = queryOptions({
  queryKey: keys.exports.all,
  queryFn: ({ signal }) =>
    unwrap(api.GET('/me/exports', { params: { query: asQuery({ size: 10 }) }, signal })),
  refetchInterval: ({ state }) => (state.data?.items.some(isPending) ? 5000 : false),
})

export const isPending = ({ state }: DataExport) => state === 'pending'

export const requestExport = (key: string) =>
  unwrap(api.POST('/me/exports', { params: { header: { 'Idempotency-Key': key } } }))
export const eraseMe = (email: string) => unwrap(api.POST('/me/erasure', { body: { email } }))

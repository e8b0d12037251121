import { api, type Schema } from '~/api/client'
import { unwrap } from '~/api/errors'

export type ProfilePatch = Schema<'MePatch'>

export const patchProfile = (body: ProfilePatch) => unwrap(api.PATCH('/me', { body }))

export const requestLetter = (email: string) =>
  unwrap(api.POST('/auth/verify/request', { body: { email } }))

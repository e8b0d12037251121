import { api } from '~/api/client'
import { unwrap } from '~/api/errors'

export const askForReset = (email: string) =>
  unwrap(api.POST('/auth/password/forgot', { body: { email } }))

export const resetPassword = (token: string, password: string) =>
  unwrap(api.POST('/auth/password/reset', { body: { token, password } }))

export const confirmEmail = (token: string) =>
  unwrap(api.POST('/auth/email/confirm', { body: { token } }))

import { api, type Schema } from '~/api/client'
import { unwrap } from '~/api/errors'

export const register = (body: Schema<'RegisterCreate'>) =>
  unwrap(api.POST('/auth/register', { body }))

export const verifyToken = (token: string) => unwrap(api.POST('/auth/verify', { body: { token } }))

export const verifyCode = (email: string, code: string) =>
  unwrap(api.POST('/auth/verify', { body: { email, code } }))

export const requestVerificationEmail = (email: string) =>
  unwrap(api.POST('/auth/verify/request', { body: { email } }))

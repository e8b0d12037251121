import * as v from 'valibot'
import { PasswordForgotten, PasswordReset } from '~/api/publicRules.gen'
import { text } from '~/api/rules'

export const forgotSchema = v.object({
  email: text(PasswordForgotten.email),
})

export const resetSchema = v.object({
  password: text(PasswordReset.password, { trim: false }),
})

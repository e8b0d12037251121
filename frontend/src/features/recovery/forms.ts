import * as v from 'valibot'
import { text } from '~/api/rules'
import { PasswordForgotten, PasswordReset } from '~/api/rules.gen'

export const forgotSchema = v.object({
  email: text(PasswordForgotten.email),
})

export const resetSchema = v.object({
  password: text(PasswordReset.password, { trim: false }),
})

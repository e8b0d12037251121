import * as v from 'valibot'
import { text } from '~/api/rules'
import { RegisterCreate, VerifyCreate } from '~/api/rules.gen'

const email = text(RegisterCreate.email)

export const signInSchema = v.object({
  email,
  password: text({}, { required: true, trim: false }),
})

export const registerSchema = v.object({
  name: text(RegisterCreate.name),
  email,
  password: text(RegisterCreate.password, { trim: false }),
})

export const verificationEmailSchema = v.object({ email })

export const codeSchema = v.object({
  code: text(VerifyCreate.code, { required: true }),
})

import * as v from 'valibot'
import { RegisterCreate, VerifyCreate } from '~/api/publicRules.gen'
import { text } from '~/api/rules'

const email = text(RegisterCreate.email)

export const signInSchema = v.object({
  email,
  password: text({}, { required: true, trim: false }),
})

/** Where documents are in force, they have to be accepted: one box for all. */
export const registerSchema = (documents: number) =>
  v.object({
    name: text(RegisterCreate.name),
    email,
    password: text(RegisterCreate.password, { trim: false }),
    accepted: v.pipe(
      v.array(v.string()),
      v.check((value) => documents === 0 || value.length > 0, 'consent'),
    ),
  })

export const verificationEmailSchema = v.object({ email })

export const codeSchema = v.object({
  code: text(VerifyCreate.code, { required: true, pattern: 'six_digits' }),
})

import * as v from 'valibot'

const email = v.pipe(v.string(), v.trim(), v.nonEmpty('required'), v.email('email'))

export const signInSchema = v.object({
  email,
  password: v.pipe(v.string(), v.nonEmpty('required')),
})

export const registerSchema = v.object({
  name: v.pipe(v.string(), v.trim(), v.nonEmpty('required'), v.maxLength(120, 'max_length')),
  email,
  password: v.pipe(v.string(), v.nonEmpty('required'), v.minLength(10, 'min_length')),
})

export const verificationEmailSchema = v.object({ email })

export const codeSchema = v.object({
  code: v.pipe(v.string(), v.trim(), v.nonEmpty('required')),
})

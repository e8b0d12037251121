import * as v from 'valibot'

export const forgotSchema = v.object({
  email: v.pipe(v.string(), v.trim(), v.nonEmpty('required'), v.email('email')),
})

export const resetSchema = v.object({
  password: v.pipe(v.string(), v.nonEmpty('required'), v.minLength(10, 'min_length')),
})

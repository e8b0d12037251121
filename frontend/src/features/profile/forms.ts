import * as v from 'valibot'

const code = v.pipe(v.string(), v.trim(), v.nonEmpty('required'))

/** Messages are codes: `design/patterns/fieldErrors.ts` has the words for them. */
export const profileSchema = v.object({
  name: v.pipe(v.string(), v.trim(), v.nonEmpty('required'), v.maxLength(100, 'max_length')),
  locale: v.picklist(['ru', 'en']),
  theme: v.picklist(['system', 'light', 'dark']),
  time_zone: v.pipe(v.string(), v.nonEmpty('required')),
})

export type ProfileForm = v.InferOutput<typeof profileSchema>

/** Any spelling will do: the server reads it and says how it understood it. */
export const phoneSchema = v.object({
  phone: v.pipe(v.string(), v.trim(), v.nonEmpty('required'), v.minLength(3, 'phone')),
})

export const emailSchema = v.object({
  email: v.pipe(v.string(), v.trim(), v.nonEmpty('required'), v.email('email')),
})

export const codeSchema = v.object({ code })

export const passwordSchema = v.object({
  new_password: v.pipe(v.string(), v.nonEmpty('required'), v.minLength(10, 'min_length')),
})

export const passkeySchema = v.object({
  name: v.pipe(v.string(), v.trim(), v.nonEmpty('required'), v.maxLength(60, 'max_length')),
})

import * as v from 'valibot'

/** Messages are codes: `design/patterns/fieldErrors.ts` has the words for them. */
export const appointSchema = v.object({
  email: v.pipe(v.string(), v.trim(), v.nonEmpty('required'), v.email('email')),
  role_ids: v.pipe(v.array(v.string()), v.minLength(1, 'required')),
})

export const rolesSchema = v.object({ role_ids: v.array(v.string()) })

export const roleSchema = v.object({
  name: v.pipe(v.string(), v.trim(), v.nonEmpty('required'), v.maxLength(60, 'max_length')),
  permissions: v.pipe(v.array(v.string()), v.minLength(1, 'required')),
})

export type AppointForm = v.InferOutput<typeof appointSchema>
export type RoleForm = v.InferOutput<typeof roleSchema>

import * as v from 'valibot'
import { text } from '~/api/rules'
import { RoleCreate, StaffCreate } from '~/api/rules.gen'

/** Messages are codes: `design/patterns/fieldErrors.ts` has the words for them. */
export const appointSchema = v.object({
  email: text(StaffCreate.email),
  role_ids: v.pipe(v.array(v.string()), v.minLength(1, 'required')),
})

export const rolesSchema = v.object({ role_ids: v.array(v.string()) })

export const roleSchema = v.object({
  name: text(RoleCreate.name),
  permissions: v.pipe(v.array(v.string()), v.minLength(1, 'required')),
})

export type AppointForm = v.InferOutput<typeof appointSchema>
export type RoleForm = v.InferOutput<typeof roleSchema>

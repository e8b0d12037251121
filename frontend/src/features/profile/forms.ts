import * as v from 'valibot'
import { text } from '~/api/rules'
import {
  CodeConfirm,
  EmailChange,
  MePatch,
  PasskeyCreate,
  PasswordChange,
  PhoneRequest,
} from '~/api/rules.gen'
import { isTimeZone } from '~/lib/places'

const code = text(CodeConfirm.code, { required: true })

/** Messages are codes: `design/patterns/fieldErrors.ts` has the words for them. */
export const profileSchema = v.object({
  name: text(MePatch.name),
  locale: v.picklist(['ru', 'en']),
  theme: v.picklist(['system', 'light', 'dark']),
  time_zone: v.pipe(text(MePatch.time_zone, { required: true }), v.check(isTimeZone, 'time_zone')),
})

export type ProfileForm = v.InferOutput<typeof profileSchema>

/** Any spelling will do: the server reads it and says how it understood it. */
export const phoneSchema = v.object({
  phone: text(PhoneRequest.phone, { pattern: 'phone' }),
})

export const emailSchema = v.object({
  email: text(EmailChange.email),
})

export const codeSchema = v.object({ code })

export const passwordSchema = v.object({
  new_password: text(PasswordChange.new_password, { trim: false }),
})

export const passkeySchema = v.object({
  name: text(PasskeyCreate.name),
})

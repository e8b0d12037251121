import * as v from 'valibot'
import { text } from '~/api/rules'
import { AccountPatch, Address, InvitationCreate } from '~/api/rules.gen'
import { isTimeZone } from '~/lib/places'

/** Messages are codes: `design/patterns/fieldErrors.ts` has the words for them. */
const grant = {
  role: v.picklist(['admin', 'billing', 'technical', 'read_only']),
  scope: v.picklist(['all', 'some']),
  services: v.array(v.string()),
  until: v.pipe(v.string(), v.regex(/^(\d{4}-\d{2}-\d{2})?$/)),
}

interface Narrowed {
  scope: 'all' | 'some'
  services: string[]
}

/** Narrowed to nothing is a mistake, not a membership. */
const namesSome = ({ scope, services }: Narrowed) => scope === 'all' || services.length > 0

const grantObject = v.object(grant)
const inviteObject = v.object({
  email: text(InvitationCreate.email),
  ...grant,
})

export type GrantForm = v.InferOutput<typeof grantObject>
export type InviteForm = v.InferOutput<typeof inviteObject>

export const grantSchema: v.GenericSchema<GrantForm> = v.pipe(
  grantObject,
  v.forward(v.check<GrantForm, string>(namesSome, 'required'), ['services']),
)

export const inviteSchema: v.GenericSchema<InviteForm> = v.pipe(
  inviteObject,
  v.forward(v.check<InviteForm, string>(namesSome, 'required'), ['services']),
)

export const companySchema = v.object({
  name: text(AccountPatch.name),
  legal_name: text(AccountPatch.legal_name),
  tax_id: text(AccountPatch.tax_id),
  registration_number: text(AccountPatch.registration_number),
  country: v.pipe(v.string(), v.toUpperCase(), text(Address.country, { pattern: 'country' })),
  region: text(Address.region),
  city: text(Address.city),
  postal_code: text(Address.postal_code),
  line1: text(Address.line1),
  line2: text(Address.line2),
  locale: v.picklist(['ru', 'en']),
  time_zone: v.pipe(v.string(), v.check(isTimeZone, 'time_zone')),
})

export type CompanyForm = v.InferOutput<typeof companySchema>

/** The last second of the chosen day where the reader is; nothing chosen is for ever. */
export function endOfDay(day: string): string | null {
  return day ? new Date(`${day}T23:59:59`).toISOString() : null
}

/** The day of a moment as a date field writes it, where the reader is. */
export function dayOf(at: string | null): string {
  if (!at) return ''
  const date = new Date(at)
  const pad = (value: number) => String(value).padStart(2, '0')
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`
}

import * as v from 'valibot'
import { text } from '~/api/rules'
import { TokenCreate } from '~/api/rules.gen'

const name = text(TokenCreate.name)

/** An address or a network, loosely: the server judges it. */
const network = /^[0-9a-f.:]+(\/\d{1,3})?$/i

/** Messages are codes: `design/patterns/fieldErrors.ts` has the words for them. */
const tokenObject = v.object({
  name,
  permissions: v.pipe(v.array(v.string()), v.minLength(1, 'required')),
  scope: v.picklist(['all', 'some']),
  services: v.array(v.string()),
  until: v.pipe(v.string(), v.nonEmpty('required')),
  networks: v.pipe(
    v.string(),
    v.trim(),
    v.check((text) => networksOf(text).every((one) => network.test(one)), 'network'),
  ),
})

export type TokenForm = v.InferOutput<typeof tokenObject>

export const tokenSchema: v.GenericSchema<TokenForm> = v.pipe(
  tokenObject,
  v.forward(
    v.check<TokenForm, string>(
      ({ scope, services }) => scope === 'all' || services.length > 0,
      'required',
    ),
    ['services'],
  ),
)

export const renameSchema = v.object({ name })

/** Networks are written one after another, with commas or spaces between. */
export function networksOf(text: string): string[] {
  return text.split(/[\s,;]+/).filter(Boolean)
}

const dayMs = 86_400_000

/** A day so many days from now, as a date field writes it. */
export function dayFromNow(days: number, now = Date.now()): string {
  const date = new Date(now + days * dayMs)
  const pad = (value: number) => String(value).padStart(2, '0')
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`
}

/** The last second of the day where the reader is. */
export function endOfDay(day: string): string {
  return new Date(`${day}T23:59:59`).toISOString()
}

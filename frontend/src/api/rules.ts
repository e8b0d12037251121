import * as v from 'valibot'
import { minorUnits } from '~/lib/money'

/** What the API's schema says of a text (`rules.gen.ts`). */
interface Rule {
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly format?: string
}

interface Options {
  /** The code of the message when the pattern does not match. */
  pattern?: string
  /** Wanted here although the API can do without. */
  required?: boolean
  /** A password is taken as it is typed. */
  trim?: boolean
}

/** Characters as the API counts them: an emoji is one. */
const lengthOf = (value: string) => [...value].length

/**
 * A field of a form by the rules of the API: whatever it takes, the form sends. Whether an address
 * can get mail only the API knows. Messages are codes, a number after a colon is their detail.
 */
export function text(rule: Rule, options: Options = {}): v.GenericSchema<string> {
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, format } = rule
  const required = options.required || minLength > 0 || format === 'email'
  const pattern = new RegExp(rule.pattern ?? '', 'u')
  return v.pipe(
    v.string(),
    v.transform((value) => (options.trim === false ? value : value.trim())),
    v.check((value) => value !== '' || !required, 'required'),
    v.check((value) => lengthOf(value) >= minLength, `min_length:${minLength}`),
    v.check((value) => lengthOf(value) <= maxLength, `max_length:${maxLength}`),
    v.check((value) => pattern.test(value), options.pattern ?? 'pattern'),
    v.check((value) => format !== 'email' || /\S@\S/.test(value), 'email'),
  )
}

interface Range {
  readonly minimum: number
  readonly maximum: number
}

/** An amount as people type it; the API's limits are in minor units of the currency. */
export function amount({ minimum, maximum }: Range, currency: string): v.GenericSchema<string> {
  const within = (value: string, test: (units: number) => boolean) => {
    const units = minorUnits(value, currency)
    return units === null || test(units)
  }
  return v.pipe(
    text({}, { required: true }),
    v.check((value) => minorUnits(value, currency) !== null, 'amount'),
    v.check((value) => within(value, (units) => units >= minimum), 'amount_small'),
    v.check((value) => within(value, (units) => units <= maximum), 'amount_large'),
  )
}

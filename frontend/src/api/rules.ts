import * as v from 'valibot'

/** What the API's schema says of a text (`rules.gen.ts`, `publicRules.gen.ts`). */
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
  /** Capitals count as the small letters they are. */
  lower?: boolean
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
    v.transform((value) => (options.lower ? value.toLowerCase() : value)),
    v.check((value) => value !== '' || !required, 'required'),
    v.check((value) => lengthOf(value) >= minLength, `min_length:${minLength}`),
    v.check((value) => lengthOf(value) <= maxLength, `max_length:${maxLength}`),
    v.check((value) => pattern.test(value), options.pattern ?? 'pattern'),
    v.check((value) => format !== 'email' || /\S@\S/.test(value), 'email'),
  )
}

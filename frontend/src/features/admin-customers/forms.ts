import * as v from 'valibot'

/** Messages are codes: `design/patterns/fieldErrors.ts` has the words for them. */
export const adjustSchema = v.object({
  direction: v.picklist(['give', 'take']),
  amount: v.pipe(
    v.string(),
    v.trim(),
    v.nonEmpty('required'),
    v.transform((text) => text.replaceAll(/[\s\u00A0\u202F]/g, '').replace(',', '.')),
    v.regex(/^\d+(\.\d{1,2})?$/, 'amount'),
    v.check((text) => Number(text) > 0, 'amount_small'),
    v.check((text) => Number(text) <= 1_000_000_000, 'amount_large'),
  ),
  reason: v.pipe(
    v.string(),
    v.trim(),
    v.nonEmpty('required'),
    v.minLength(3, 'min_length'),
    v.maxLength(500, 'max_length'),
  ),
})

/** `490.50` is 49050 minor units, whatever a float makes of it. */
export function minorUnits(text: string): number {
  const [whole = '0', part = ''] = text.split('.')
  return Number(whole) * 100 + Number(part.padEnd(2, '0'))
}

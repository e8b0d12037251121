import * as v from 'valibot'

/** `1 500,50` as people type it, in whole units of the currency. */
export function parseAmount(text: string): number {
  return Number(text.replaceAll(/[\s\u00A0\u202F]/g, '').replace(',', '.'))
}

const sum = (text: string) => /^\d+([.,]\d{1,2})?$/.test(text.replaceAll(/[\s\u00A0\u202F]/g, ''))

/** Messages are codes: `design/patterns/fieldErrors.ts` has the words for them. */
export const topUpSchema = v.object({
  amount: v.pipe(
    v.string(),
    v.trim(),
    v.nonEmpty('required'),
    v.check(sum, 'amount'),
    v.check((text) => parseAmount(text) >= 1, 'amount_small'),
    v.check((text) => parseAmount(text) <= 10_000_000, 'amount_large'),
  ),
})

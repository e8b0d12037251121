import * as v from 'valibot'
import { amount } from '~/api/amountRule'
import { TopUpCreate } from '~/api/rules.gen'

/** Messages are codes: `design/patterns/fieldErrors.ts` has the words for them. */
export const topUpSchema = (currency: string) =>
  v.object({ amount: amount(TopUpCreate.amount, currency) })

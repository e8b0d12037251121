import * as v from 'valibot'
import { amount } from '~/api/amountRule'
import { text } from '~/api/rules'
import { AdjustRequest } from '~/api/rules.gen'

/** Messages are codes: `design/patterns/fieldErrors.ts` has the words for them. */
export const adjustSchema = (currency: string) =>
  v.object({
    direction: v.picklist(['give', 'take']),
    amount: amount({ ...AdjustRequest.amount, minimum: 1 }, currency),
    reason: text(AdjustRequest.reason),
  })

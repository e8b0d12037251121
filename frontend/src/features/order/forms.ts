import * as v from 'valibot'
import { text } from '~/api/rules'
import { OrderCreate } from '~/api/rules.gen'

/** Messages are codes: `design/patterns/fieldErrors.ts` has the words for them. */
export const orderSchema = v.object({
  hostname: text(OrderCreate.hostname, { pattern: 'hostname', required: true, lower: true }),
})

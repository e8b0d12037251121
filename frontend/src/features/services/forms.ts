import * as v from 'valibot'
import { text } from '~/api/rules'
import { ServicePatch } from '~/api/rules.gen'

/** Messages are codes: `design/patterns/fieldErrors.ts` has the words for them. */
export const renameSchema = v.object({
  hostname: text(ServicePatch.hostname, { pattern: 'hostname', required: true, lower: true }),
})

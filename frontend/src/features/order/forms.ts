import * as v from 'valibot'

/** Messages are codes: `design/patterns/fieldErrors.ts` has the words for them. */
export const orderSchema = v.object({
  hostname: v.pipe(
    v.string(),
    v.trim(),
    v.nonEmpty('required'),
    v.maxLength(63, 'max_length'),
    v.regex(/^[a-z]([a-z0-9-]*[a-z0-9])?$/, 'hostname'),
  ),
})

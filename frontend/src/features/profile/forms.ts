import * as v from 'valibot'

/** People write numbers with spaces, brackets and hyphens; they are kept without. */
const bare = (text: string) => text.replaceAll(/[\s().-]/g, '')

/** Messages are codes: `design/patterns/fieldErrors.ts` has the words for them. */
export const profileSchema = v.object({
  name: v.pipe(v.string(), v.trim(), v.nonEmpty('required'), v.maxLength(100, 'max_length')),
  phone: v.pipe(
    v.string(),
    v.trim(),
    v.check((text) => text === '' || /^\+[1-9]\d{6,14}$/.test(bare(text)), 'phone'),
  ),
  locale: v.picklist(['ru', 'en']),
  theme: v.picklist(['system', 'light', 'dark']),
  time_zone: v.pipe(v.string(), v.nonEmpty('required')),
})

export type ProfileForm = v.InferOutput<typeof profileSchema>

import * as v from 'valibot'
import { text } from '~/api/rules'
import { LegalText } from '~/api/rules.gen'

export const draftSchema = v.object({
  ru: text(LegalText.ru),
  en: text(LegalText.en),
  consent: v.picklist(['ask', 'keep']),
})

export const publishSchema = v.object({ effective_on: text({}) })

export type DraftForm = v.InferOutput<typeof draftSchema>

/** Midnight of the chosen day where the writer is; nothing chosen: at once. */
export function startOf(day: string): string | null {
  return day ? new Date(`${day}T00:00`).toISOString() : null
}

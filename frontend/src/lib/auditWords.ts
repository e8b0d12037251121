import type { Locale } from './locale'

type Text = Record<Locale, string>

/** What one act reads like; `{target|a service}` says what stands where no name is known. */
export interface Sentence extends Text {
  /** The detail that holds the target's name as of then. */
  name: string | null
  /** The detail whose value chooses one of the variants. */
  by: string | null
  variants: Record<string, Text>
}

export interface Detail extends Text {
  kind: 'text' | 'list' | 'amount' | 'moment' | 'permissions' | 'hidden'
  values: Record<string, Text>
}

/** The words of one feature's acts, as the backend declares them. */
export interface AuditWords {
  sentences: Record<string, Sentence>
  details: Record<string, Detail>
}

import { auditWords } from '~/api/auditWords.gen'
import type { Detail, Sentence } from '~/lib/auditWords'
import type { Locale } from '~/lib/locale'
import type { AuditEntry } from '../api'

interface Act {
  sentence: Sentence
  details: Record<string, Detail>
}

const acts = new Map<string, Act>(
  Object.values(auditWords).flatMap(({ sentences, details }) =>
    Object.entries(sentences).map(([action, sentence]) => [action, { sentence, details }] as const),
  ),
)

export type Part = string | { name: string; fallback: string }

/** The words of an act and its gaps: who, what, and details; none for an act of a later release. */
export function partsOf(entry: Pick<AuditEntry, 'action' | 'changes'>, locale: Locale): Part[] {
  const sentence = acts.get(entry.action)?.sentence
  if (!sentence) return []
  const variant = sentence.by ? sentence.variants[String(entry.changes[sentence.by])] : undefined
  const pieces = (variant ?? sentence)[locale].split(/\{(\w+(?:\|[^}]+)?)\}/)
  return pieces.flatMap((piece, index): Part[] => {
    if (index % 2 === 0) return piece === '' ? [] : [piece]
    const [name = '', fallback = ''] = piece.split('|')
    return [{ name, fallback }]
  })
}

/** What the target was called then, else what it is called now. */
export function targetName({ action, changes, target }: AuditEntry): string {
  const key = acts.get(action)?.sentence.name
  const then = key ? changes[key] : undefined
  const name = Array.isArray(then) ? then[0] : then
  return typeof name === 'string' && name !== '' ? name : (target?.now?.name ?? '')
}

export function detailOf(action: string, key: string): Detail | undefined {
  return acts.get(action)?.details[key]
}

export interface DetailRow {
  key: string
  detail: Detail
  /** `[before, after]`, or the one value that came with the act. */
  values: [unknown] | [unknown, unknown]
}

/** What came with the act and says something to a person; the target's name is in the sentence. */
export function detailsOf({ action, changes }: AuditEntry): DetailRow[] {
  const act = acts.get(action)
  if (!act) return []
  return Object.entries(changes).flatMap(([key, value]) => {
    const detail = act.details[key]
    if (!detail || detail.kind === 'hidden') return []
    const changed = isChange(value, detail)
    if (!changed && key === act.sentence.name) return []
    return [{ key, detail, values: changed ? value : [value] }]
  })
}

/** A list of two is not a change: in a change of lists both sides are lists. */
function isChange(value: unknown, { kind }: Detail): value is [unknown, unknown] {
  if (!Array.isArray(value) || value.length !== 2) return false
  const many = kind === 'list' || kind === 'permissions'
  return !many || value.every((one) => one === null || Array.isArray(one))
}

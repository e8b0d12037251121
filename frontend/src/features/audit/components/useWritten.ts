import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { permissionText } from '~/design/staff/permission'
import { useLocale } from '~/i18n/useLocale'
import type { Detail } from '~/lib/auditWords'
import { dateTime, money, number } from '~/lib/format'
import type { AuditEntry } from '../api'

/** Writes a value of an act as people read it: words for names, money with its currency, times. */
export function useWritten(tree: 'panel' | 'admin') {
  const { t, i18n } = useLingui()
  const locale = useLocale()
  return (value: unknown, detail: Detail, { changes }: Pick<AuditEntry, 'changes'>): string => {
    if (detail.kind === 'permissions' && Array.isArray(value)) {
      if (tree === 'panel')
        return plural(value.length, { one: '# permission', other: '# permissions' })
      return value.map((one) => i18n._(permissionText(String(one)))).join(', ') || '—'
    }
    return written(value)

    function written(one: unknown): string {
      if (one === null || one === undefined || one === '') return '—'
      if (Array.isArray(one)) return one.map(written).join(', ') || '—'
      if (typeof one === 'boolean') return one ? t`yes` : t`no`
      if (typeof one === 'object') return byKey(one)
      if (detail.kind === 'amount')
        return money({ amount: Number(one), currency: String(changes.currency) }, locale)
      if (detail.kind === 'moment') return dateTime(String(one), locale, 'full')
      if (typeof one === 'number') return number(one, locale)
      return detail.values[String(one)]?.[locale] ?? String(one)
    }

    /** Texts by language, labels by name. */
    function byKey(one: object): string {
      return Object.entries(one)
        .map(([key, text]) => `${key}: ${written(text)}`)
        .join('; ')
    }
  }
}

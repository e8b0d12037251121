import { Trans, useLingui } from '@lingui/react/macro'
import { useLocale } from '~/i18n/useLocale'
import type { AuditEntry } from '../api'
import { detailsOf } from './sentence'
import { useWritten } from './useWritten'

/** What came with the act, by names that people know. */
export function Changes({ tree, entry }: { tree: 'panel' | 'admin'; entry: AuditEntry }) {
  const { t } = useLingui()
  const locale = useLocale()
  const write = useWritten(tree)
  const rows = detailsOf(entry)
  if (rows.length === 0) return null
  return (
    <table className="changes">
      <caption className="sr-only">{t`What changed`}</caption>
      <tbody>
        {rows.map(({ key, detail, values: [first, ...after] }) => (
          <tr key={key}>
            <th scope="row">{detail[locale]}</th>
            <td>
              {after.length > 0 ? (
                <>
                  <span className="sr-only">
                    <Trans>before:</Trans>{' '}
                  </span>
                  <s className="muted">{write(first, detail, entry)}</s>{' '}
                  <span className="sr-only">
                    <Trans>after:</Trans>{' '}
                  </span>
                  <b className="medium">{write(after[0], detail, entry)}</b>
                </>
              ) : (
                write(first, detail, entry)
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

import { Trans, useLingui } from '@lingui/react/macro'

function written(value: unknown): string {
  if (value === null || value === undefined || value === '') return '—'
  if (Array.isArray(value)) return value.map(written).join(', ') || '—'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** `[before, after]` is a change; anything else is a fact that came with the act. */
function isChange(value: unknown): value is [unknown, unknown] {
  return Array.isArray(value) && value.length === 2 && written(value[0]) !== written(value[1])
}

export function Changes({ changes }: { changes: Record<string, unknown> }) {
  const { t } = useLingui()
  const rows = Object.entries(changes)
  if (rows.length === 0) return null
  return (
    <table className="changes">
      <caption className="sr-only">{t`What changed`}</caption>
      <tbody>
        {rows.map(([field, value]) => (
          <tr key={field}>
            <th scope="row" className="mono">
              {field}
            </th>
            <td>
              {isChange(value) ? (
                <>
                  <span className="sr-only">
                    <Trans>before:</Trans>{' '}
                  </span>
                  <s className="muted">{written(value[0])}</s>{' '}
                  <span className="sr-only">
                    <Trans>after:</Trans>{' '}
                  </span>
                  <b className="medium">{written(value[1])}</b>
                </>
              ) : (
                written(value)
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

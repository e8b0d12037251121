import { Trans, useLingui } from '@lingui/react/macro'
import { Money } from '~/design/patterns/Money'
import { Card } from '~/design/primitives/Card'
import { useLocale } from '~/i18n/useLocale'
import { dateTime, money, rate } from '~/lib/format'
import type { InvoiceDetail, InvoiceLine } from '../api'
import { lineLabel } from '../labels'

/** What exactly is billed: each line with its period and how its sum came about. */
export function Lines({ invoice }: { invoice: InvoiceDetail }) {
  const { t, i18n } = useLingui()
  const locale = useLocale()
  const basisPoints = invoice.lines[0]?.tax_rate ?? 0
  return (
    <Card flush title={t`What is billed`}>
      <table className="table table--cards" role="table">
        <caption className="sr-only">{t`Lines of the invoice`}</caption>
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">
              <Trans>Line</Trans>
            </th>
            <th role="columnheader" scope="col">
              <Trans>Period</Trans>
            </th>
            <th role="columnheader" scope="col" className="r p4">
              <Trans>Calculation</Trans>
            </th>
            <th role="columnheader" scope="col" className="r">
              <Trans>Sum</Trans>
            </th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          {invoice.lines.map((line) => (
            <tr role="row" key={line.id}>
              <td role="cell" className="head">
                <span className="medium">{i18n._(lineLabel(line))}</span>
                <span className="cell__sub">{subjectOf(line)}</span>
              </td>
              <td role="cell" data-label={t`Period`} className="second">
                <PeriodOf line={line} />
              </td>
              <td role="cell" data-label={t`Calculation`} className="r p4 second num">
                {line.quantity} × {money(line.unit, locale)}
              </td>
              <td role="cell" data-label={t`Sum`} className="r medium">
                <Money value={line.amount} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className="card__foot">
        <dl className="kv kv--sums">
          <div>
            <dt>
              <Trans>Without tax</Trans>
            </dt>
            <dd>
              <Money value={invoice.subtotal} />
            </dd>
          </div>
          <div>
            <dt>
              <Trans>Tax {rate(basisPoints, locale)}, included</Trans>
            </dt>
            <dd>
              <Money value={invoice.tax} />
            </dd>
          </div>
          <div className="total">
            <dt className="medium">
              <Trans>Total</Trans>
            </dt>
            <dd className="strong">
              <Money value={invoice.total} />
            </dd>
          </div>
        </dl>
      </div>
    </Card>
  )
}

/** The service and its image, as the line remembers them. */
function subjectOf(line: InvoiceLine): string {
  const params = line.description.params ?? {}
  return [params['hostname'], params['image']].filter(Boolean).join(' · ')
}

/** From, up to but not including: the end is the beginning of the next period. */
function PeriodOf({ line }: { line: InvoiceLine }) {
  const { t } = useLingui()
  const locale = useLocale()
  const { period_start: start, period_end: end } = line
  if (!start || !end) {
    return line.description.code === 'line.setup_fee' ? t`once` : t`begins with the launch`
  }
  const short = Date.parse(end) - Date.parse(start) < 2 * 86_400_000
  const shape = short ? 'axis' : 'date'
  return (
    <>
      {dateTime(start, locale, shape)} – {dateTime(end, locale, shape)}
    </>
  )
}

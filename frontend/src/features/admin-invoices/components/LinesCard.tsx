import { Trans, useLingui } from '@lingui/react/macro'
import { Money } from '~/design/patterns/Money'
import { Card } from '~/design/primitives/Card'
import { useLocale } from '~/i18n/useLocale'
import { dateTime, rate } from '~/lib/format'
import type { InvoiceDetail } from '../api'
import { lineLabel } from '../labels'

type Line = InvoiceDetail['lines'][number]

/** What is billed, line by line, and the sums. */
export function LinesCard({ invoice }: { invoice: InvoiceDetail }) {
  const { t } = useLingui()
  return (
    <Card
      flush
      title={t`Lines`}
      foot={
        <dl className="kv grow">
          <Sum label={t`Without tax`} value={invoice.subtotal} />
          <Sum label={t`Tax`} value={invoice.tax} />
          <Sum label={t`Paid so far`} value={invoice.paid} />
          <div className="total">
            <dt className="strong">
              <Trans>Total</Trans>
            </dt>
            <dd className="strong num">
              <Money value={invoice.total} />
            </dd>
          </div>
        </dl>
      }
    >
      <ul className="movements">
        {invoice.lines.map((line) => (
          <LineRow key={line.id} line={line} />
        ))}
      </ul>
    </Card>
  )
}

function Sum({ label, value }: { label: string; value: InvoiceDetail['total'] }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd className="num">
        <Money value={value} />
      </dd>
    </div>
  )
}

function LineRow({ line }: { line: Line }) {
  const { t, i18n } = useLingui()
  const locale = useLocale()
  const { code, params } = line.description
  const what = [params['hostname'], params['plan'], params['image']].filter(Boolean).join(' · ')
  const period =
    line.period_start &&
    line.period_end &&
    `${dateTime(line.period_start, locale, 'axis')} – ${dateTime(line.period_end, locale, 'axis')}`
  return (
    <li>
      <span className="grow">
        <span className="medium">{i18n._(lineLabel(code))}</span>
        <span className="cell__sub">{what}</span>
        {period && <span className="cell__sub">{period}</span>}
      </span>
      <span className="r">
        <span className="num medium">
          <Money value={line.amount} />
        </span>
        <span className="cell__sub num">
          {line.quantity > 1 && (
            <>
              {line.quantity} × <Money value={line.unit} />{' '}
            </>
          )}
          {t`incl. tax ${rate(line.tax_rate, locale)}`}
        </span>
      </span>
    </li>
  )
}

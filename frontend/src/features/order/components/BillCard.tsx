import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { useCan } from '~/auth/me'
import { Money } from '~/design/patterns/Money'
import { Card } from '~/design/primitives/Card'
import { useLocale } from '~/i18n/useLocale'
import { dateTime } from '~/lib/format'
import { billQuery, type Order } from '../api'
import { lineLabel } from '../labels'

/** What was ordered and what it costs, line by line as on its invoice. */
export function BillCard({ order }: { order: Order }) {
  const { t, i18n } = useLingui()
  const locale = useLocale()
  const can = useCan()
  const { data: bill } = useQuery({
    ...billQuery(order.invoice_id ?? ''),
    enabled: order.invoice_id !== null && can('billing:read'),
  })
  return (
    <Card
      title={t`Order`}
      aside={
        bill && (
          <Link to={`/panel/invoices/${bill.id}`} className="num">
            {bill.number ?? t`Invoice`}
          </Link>
        )
      }
    >
      <dl className="kv">
        <div>
          <dt>
            <Trans>Placed</Trans>
          </dt>
          <dd>{dateTime(order.created_at, locale, 'full')}</dd>
        </div>
        <div>
          <dt>
            <Trans>Billed</Trans>
          </dt>
          <dd>{order.period === 'hour' ? t`by the hour` : t`by the month`}</dd>
        </div>
        {bill?.lines.map((line) => (
          <div key={line.id}>
            <dt>{i18n._(lineLabel(line.description.code))}</dt>
            <dd>
              <Money value={line.amount} />
            </dd>
          </div>
        ))}
        <div className="total">
          <dt className="medium">
            <Trans>Total</Trans>
          </dt>
          <dd className="strong">
            <Money value={order.total} />
          </dd>
        </div>
        {bill && bill.tax.amount > 0 && (
          <div>
            <dt className="tiny">
              <Trans>incl. tax</Trans>
            </dt>
            <dd className="tiny muted">
              <Money value={bill.tax} />
            </dd>
          </div>
        )}
      </dl>
    </Card>
  )
}

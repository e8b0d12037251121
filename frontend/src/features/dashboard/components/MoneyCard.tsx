import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { summaryQuery } from '~/auth/me'
import { Money } from '~/design/patterns/Money'
import { Card } from '~/design/primitives/Card'
import { LinkButton } from '~/design/primitives/LinkButton'
import { useLocale } from '~/i18n/useLocale'
import { dateTime } from '~/lib/format'
import { nextChargesQuery, openInvoicesQuery } from '../api'

/** What there is, what is open now and what comes next. */
export function MoneyCard() {
  const { t } = useLingui()
  const locale = useLocale()
  const { data: summary } = useQuery(summaryQuery)
  const { data: open } = useQuery(openInvoicesQuery)
  const { data: next } = useQuery(nextChargesQuery)
  return (
    <Card
      title={t`Money`}
      aside={
        <Link to="/panel/invoices">
          <Trans>Invoices</Trans>
        </Link>
      }
    >
      <div className="stack">
        <dl className="kv">
          <div>
            <dt>
              <Trans>Balance</Trans>
            </dt>
            <dd className="strong">{summary?.balance ? <Money value={summary.balance} /> : '—'}</dd>
          </div>
          {open?.items.slice(0, 3).map((invoice) => (
            <div key={invoice.id}>
              <dt>
                <Link to={`/panel/invoices/${invoice.id}`} className="num">
                  {invoice.number}
                </Link>
                <span className="cell__sub">
                  <Trans>by {dateTime(invoice.due_at, locale, 'day')}</Trans>
                </span>
              </dt>
              <dd>
                <Money value={invoice.total} />
              </dd>
            </div>
          ))}
          {next?.items.map((subscription) => (
            <div key={subscription.id}>
              <dt className="clip">
                <span className="clip">{subscription.details['hostname']}</span>
                <span className="cell__sub">
                  {subscription.paid_through && (
                    <Trans>
                      next on {dateTime(subscription.paid_through, locale, dayOf(subscription))}
                    </Trans>
                  )}
                </span>
              </dt>
              <dd>
                <Money value={subscription.price} />
              </dd>
            </div>
          ))}
        </dl>
        <LinkButton to="/panel/balance" block>
          <Trans>Top up the balance</Trans>
        </LinkButton>
      </div>
    </Card>
  )
}

function dayOf({ period }: { period: 'hour' | 'month' }): 'axis' | 'day' {
  return period === 'hour' ? 'axis' : 'day'
}

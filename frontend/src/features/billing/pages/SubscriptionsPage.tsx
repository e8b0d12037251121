import { Trans, useLingui } from '@lingui/react/macro'
import { IconPlus, IconRepeat } from '@tabler/icons-react'
import { useMemo } from 'react'
import { Link } from 'react-router'
import { usePagedQuery } from '~/api/query'
import type { Column } from '~/design/patterns/DataTable'
import { ListPage } from '~/design/patterns/ListPage'
import { PeriodPrice } from '~/design/patterns/PeriodPrice'
import { RelativeTime } from '~/design/patterns/RelativeTime'
import { StatusBadge } from '~/design/patterns/StatusBadge'
import { LinkButton } from '~/design/primitives/LinkButton'
import { useLocale } from '~/i18n/useLocale'
import { dateTime } from '~/lib/format'
import { type Subscription, subscriptionsList } from '../api'
import { endLabel, subscriptionStatusStyles } from '../labels'

const shownStatuses = ['active', 'past_due', 'suspended', 'ended', 'terminated'] as const

export default function SubscriptionsPage() {
  const { t, i18n } = useLingui()
  const list = usePagedQuery(subscriptionsList)
  const columns = useSubscriptionColumns()
  return (
    <ListPage
      title={t`Subscriptions`}
      description={t`What each service costs, and until when it is paid`}
      list={list}
      columns={columns}
      filters={[
        {
          filter: 'status',
          label: t`Status`,
          empty: t`Any status`,
          options: shownStatuses.map((value) => ({
            value,
            label: i18n._(subscriptionStatusStyles[value].label),
          })),
        },
      ]}
      csv
      rowTo={(subscription) => `/panel/order/${subscription.order_id}`}
      empty={{
        icon: IconRepeat,
        title: t`No subscriptions yet`,
        text: (
          <Trans>Each service has one: it says what the service costs and when it is due.</Trans>
        ),
        actions: (
          <LinkButton to="/panel/order" variant="primary" icon={IconPlus}>
            <Trans>Order a service</Trans>
          </LinkButton>
        ),
      }}
    />
  )
}

function useSubscriptionColumns(): Column<Subscription>[] {
  const { t } = useLingui()
  const locale = useLocale()
  return useMemo(
    () => [
      {
        id: 'hostname',
        header: t`Service`,
        card: 'head',
        cell: (subscription) => (
          <>
            <Link className="cell__title clip" to={`/panel/order/${subscription.order_id}`}>
              {subscription.details['hostname']}
            </Link>
            <span className="cell__sub clip">
              {subscription.details['plan']} · {subscription.details['image']}
            </span>
          </>
        ),
      },
      {
        id: 'status',
        header: t`Status`,
        cell: (subscription) => <State subscription={subscription} />,
      },
      {
        id: 'paid',
        header: t`Paid until`,
        sort: 'paid_through',
        cell: (subscription) =>
          subscription.paid_through && !subscription.ended_at ? (
            <>
              {dateTime(subscription.paid_through, locale, 'date')}
              <span className="cell__sub">
                <RelativeTime at={subscription.paid_through} />
              </span>
            </>
          ) : (
            <span className="muted">—</span>
          ),
      },
      {
        id: 'price',
        header: t`Price`,
        align: 'right',
        cell: (subscription) => (
          <PeriodPrice price={subscription.price} period={subscription.period} />
        ),
      },
    ],
    [t, locale],
  )
}

function State({ subscription }: { subscription: Subscription }) {
  const { i18n } = useLingui()
  const why = subscription.end_reason && endLabel(subscription.end_reason)
  return (
    <>
      <StatusBadge status={subscriptionStatusStyles[subscription.status]} />
      {why && <span className="cell__sub">{i18n._(why)}</span>}
    </>
  )
}

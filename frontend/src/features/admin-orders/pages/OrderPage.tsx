import { Trans, useLingui } from '@lingui/react/macro'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import { ActionButton } from '~/actions/ActionButton'
import { useSubjectActions } from '~/actions/subject'
import { useCan } from '~/auth/me'
import { CopyButton } from '~/design/patterns/CopyButton'
import { useNameCrumb } from '~/design/patterns/crumb'
import { KeyValues } from '~/design/patterns/KeyValues'
import { ModulePage } from '~/design/patterns/ModulePage'
import { Money } from '~/design/patterns/Money'
import { RelativeTime } from '~/design/patterns/RelativeTime'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { StatusBadge } from '~/design/patterns/StatusBadge'
import { Card } from '~/design/primitives/Card'
import { LinkButton } from '~/design/primitives/LinkButton'
import { orderStatusStyle } from '~/design/staff/order'
import { reasonForStaff } from '~/design/staff/reason'
import { orderActions, refund } from '../actions'
import { type Order, orderQuery } from '../api'

export default function OrderPage() {
  const { t } = useLingui()
  const { orderId = '' } = useParams()
  const query = useQuery(orderQuery(orderId))
  const order = query.data
  const number = order?.number
  useNameCrumb(order?.number)
  useSubjectActions(order?.number ?? '', orderActions, order)
  return (
    <ModulePage
      title={number ? t`Order ${number}` : t`Order`}
      badge={order && <StatusBadge status={orderStatusStyle(order)} />}
      actions={order && <ActionButton action={refund} subject={order} variant="danger-outline" />}
      notice={order?.failure && <Stuck order={order} />}
      query={query}
      skeleton={
        <div className="cols">
          <CardSkeleton lines={6} />
          <CardSkeleton lines={4} />
        </div>
      }
    >
      {order && (
        <div className="cols">
          <Ordered order={order} />
          <Providers order={order} />
        </div>
      )}
    </ModulePage>
  )
}

function Stuck({ order }: { order: Order }) {
  const { i18n } = useLingui()
  return (
    <div className="notice notice--critical" role="alert">
      <IconAlertTriangle className="i" aria-hidden />
      <span className="grow">
        <b>{i18n._(reasonForStaff(order.failure?.code ?? ''))}</b>{' '}
        {order.status === 'paid' && (
          <Trans>The customer has paid: run the operation again, or give the money back.</Trans>
        )}
      </span>
      {order.service_id && (
        <LinkButton size="sm" to={`/admin/operations?service_id=${order.service_id}`}>
          <Trans>See the operation</Trans>
        </LinkButton>
      )}
    </div>
  )
}

function Ordered({ order }: { order: Order }) {
  const { t } = useLingui()
  return (
    <Card title={t`What was ordered`}>
      <KeyValues
        facts={[
          { label: t`Service`, value: order.hostname },
          { label: t`Plan`, value: order.plan_name },
          { label: t`Image`, value: order.image_name },
          {
            label: t`Billed`,
            value: order.period === 'hour' ? t`by the hour` : t`by the month`,
          },
          { label: t`Placed`, value: <RelativeTime at={order.created_at} /> },
          {
            label: t`Total`,
            value: (
              <b>
                <Money value={order.total} />
              </b>
            ),
          },
        ]}
      />
    </Card>
  )
}

/** What belongs to the order, as links where they may be followed. */
function Providers({ order }: { order: Order }) {
  const { t } = useLingui()
  const can = useCan()
  return (
    <Card title={t`Related`}>
      <KeyValues
        facts={[
          {
            label: t`Customer`,
            value: <Link to={`/admin/customers/${order.account_id}`}>{order.account_name}</Link>,
          },
          can('billing:read') && {
            label: t`Invoice`,
            value: order.invoice_id && (
              <Link to={`/admin/invoices/${order.invoice_id}`}>
                <Trans>Open the invoice</Trans>
              </Link>
            ),
          },
          can('services:read') && {
            label: t`Service`,
            value: order.service_id && (
              <Link to={`/admin/services/${order.service_id}`}>{order.hostname}</Link>
            ),
          },
          {
            label: t`Identifier`,
            value: <CopyButton value={order.id} short />,
          },
        ]}
      />
    </Card>
  )
}

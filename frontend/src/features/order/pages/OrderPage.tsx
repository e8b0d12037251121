import { Trans, useLingui } from '@lingui/react/macro'
import { IconArrowRight } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import { Navigate, useParams, useSearchParams } from 'react-router'
import { useSubjectActions } from '~/actions/subject'
import { useNameCrumb } from '~/design/patterns/crumb'
import { ModulePage } from '~/design/patterns/ModulePage'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { StatusBadge } from '~/design/patterns/StatusBadge'
import { LinkButton } from '~/design/primitives/LinkButton'
import { orderActions } from '../actions'
import { type Order, orderQuery, serviceOfQuery } from '../api'
import { BillCard } from '../components/BillCard'
import { OrderState } from '../components/OrderState'
import { Wizard } from '../components/Wizard'
import { statusStyleOf } from '../labels'

export default function OrderPage() {
  const { t } = useLingui()
  const { orderId = '' } = useParams()
  const query = useQuery(orderQuery(orderId))
  const order = query.data
  const ended = order?.status === 'fulfilled' ? (order.service_id ?? '') : ''
  const { data: service } = useQuery({ ...serviceOfQuery(ended), enabled: ended !== '' })
  const arrived = useArrival(order)
  useNameCrumb(order?.number)
  useSubjectActions(order?.number ?? '', orderActions, order)
  if (arrived) return <Navigate replace to={arrived} />
  return (
    <ModulePage
      title={order ? t({ message: `Order ${order.number}`, context: 'number' }) : t`Order`}
      badge={order && <StatusBadge status={statusStyleOf(order)} />}
      description={
        order ? `${order.hostname} · ${order.plan_name} · ${order.image_name}` : '\u00A0'
      }
      actions={
        order?.service_id &&
        order.status !== 'refunded' &&
        service !== null && (
          <LinkButton
            to={`/panel/services/${order.service_id}`}
            variant={order.status === 'fulfilled' ? 'primary' : 'secondary'}
            icon={IconArrowRight}
          >
            <Trans>Open the service</Trans>
          </LinkButton>
        )
      }
      tabs={order && <Progress order={order} />}
      query={query}
      skeleton={
        <div className="cols">
          <CardSkeleton lines={6} />
          <CardSkeleton lines={5} />
        </div>
      }
    >
      {order && (
        <div className="cols">
          <OrderState order={order} />
          <BillCard order={order} />
        </div>
      )}
    </ModulePage>
  )
}

/** Who has waited here for the payment is taken along to watch the service being made. */
function useArrival(order: Order | undefined): string | null {
  const [search] = useSearchParams()
  const waited = useRef(search.has('payment'))
  if (!order) return null
  const open = order.status === 'awaiting_payment' || order.status === 'paid'
  if (open && !order.service_id) waited.current = true
  const there = order.status === 'paid' || order.status === 'fulfilled'
  return waited.current && there && order.service_id && !order.failure
    ? `/panel/services/${order.service_id}`
    : null
}

function Progress({ order }: { order: Order }) {
  if (order.status === 'placed' || order.status === 'awaiting_payment') return <Wizard step={1} />
  return order.status === 'paid' ? <Wizard step={2} /> : null
}

import { Trans, useLingui } from '@lingui/react/macro'
import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconCircleCheck,
  IconClock,
  IconPlus,
  IconTrash,
  IconX,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { ComponentType, ReactNode } from 'react'
import { ActionButton } from '~/actions/ActionButton'
import { LinkButton } from '~/design/primitives/LinkButton'
import { Spinner } from '~/design/primitives/Spinner'
import { serviceStatusStyle } from '~/design/status/service'
import { refund, retry } from '../actions'
import { failedOperationQuery, type Order, serviceOfQuery } from '../api'
import { failureLabel } from '../labels'
import { PayCard } from './PayCard'

/** What the order waits for now, and what can be done about it. */
export function OrderState({ order }: { order: Order }) {
  const { t } = useLingui()
  switch (order.status) {
    case 'awaiting_payment':
      return <PayCard order={order} />
    case 'paid':
      return order.failure ? <Failed order={order} /> : <Preparing />
    case 'fulfilled':
      return <Fulfilled order={order} />
    case 'refunded':
      return (
        <OrderMessage icon={IconArrowBackUp} title={t`The money is back on your balance`} again>
          <Trans>The whole sum was returned. You can use it for any other order.</Trans>
        </OrderMessage>
      )
    case 'cancelled':
      return (
        <OrderMessage icon={IconX} title={t`The order is cancelled`} again>
          <Trans>Nothing was charged.</Trans>
        </OrderMessage>
      )
    case 'expired':
      return (
        <OrderMessage icon={IconClock} title={t`The order has expired`} again>
          <Trans>It was not paid in time. Nothing was charged.</Trans>
        </OrderMessage>
      )
    case 'rejected':
      return (
        <OrderMessage icon={IconX} title={t`The order was rejected`}>
          <Trans>Write to us if you think this is a mistake.</Trans>
        </OrderMessage>
      )
    default:
      return (
        <OrderMessage title={t`The order is being checked`}>
          <Trans>This takes a few seconds. The page updates by itself.</Trans>
        </OrderMessage>
      )
  }
}

/** What became of the service since: the order itself stays fulfilled for ever. */
function Fulfilled({ order }: { order: Order }) {
  const { t, i18n } = useLingui()
  const id = order.service_id ?? ''
  const { data: service } = useQuery({ ...serviceOfQuery(id), enabled: id !== '' })
  if (service === null || id === '') {
    return (
      <OrderMessage icon={IconTrash} title={t`${order.hostname} was deleted`} again>
        <Trans>The order was fulfilled; its service no longer exists.</Trans>
      </OrderMessage>
    )
  }
  if (service && service.status !== 'active') {
    const state = i18n._(serviceStatusStyle(service).label)
    return (
      <OrderMessage icon={IconCircleCheck} title={t`${order.hostname} was deployed`}>
        <Trans>The order is fulfilled. The service now: {state}.</Trans>
      </OrderMessage>
    )
  }
  return (
    <OrderMessage icon={IconCircleCheck} title={t`${order.hostname} is running`}>
      <Trans>The order is fulfilled. Everything about the service is on its own page.</Trans>
    </OrderMessage>
  )
}

function Preparing() {
  const { t } = useLingui()
  return (
    <OrderMessage title={t`Paid. Preparing the deployment`}>
      <Trans>In a moment you will see it step by step. The page updates by itself.</Trans>
    </OrderMessage>
  )
}

interface OrderMessageProps {
  /** Without an icon something is going on. */
  icon?: ComponentType<{ className?: string; 'aria-hidden'?: true }>
  title: string
  children: ReactNode
  /** Offers to order something else. */
  again?: boolean
}

function OrderMessage({ icon: Icon, title, children, again = false }: OrderMessageProps) {
  return (
    <div className="card">
      <div className="state" role="status">
        <span className="state__icon">
          {Icon ? <Icon className="i i--lg" aria-hidden /> : <Spinner />}
        </span>
        <h2 className="state__title">{title}</h2>
        <p>{children}</p>
        {again && (
          <div className="row">
            <LinkButton to="/panel/order" variant="primary" icon={IconPlus}>
              <Trans>New order</Trans>
            </LinkButton>
          </div>
        )}
      </div>
    </div>
  )
}

/** Paid, but it could not be made: the reason, a second try, or the money back. */
function Failed({ order }: { order: Order }) {
  const { i18n } = useLingui()
  const { data } = useQuery({
    ...failedOperationQuery(order.service_id ?? ''),
    enabled: order.service_id !== null,
  })
  return (
    <div className="card">
      <div className="state state--error" role="alert">
        <span className="state__icon">
          <IconAlertTriangle className="i i--lg" aria-hidden />
        </span>
        <h2 className="state__title">
          <Trans>{order.hostname} could not be deployed</Trans>
        </h2>
        <p>
          {i18n._(failureLabel(order.failure?.code ?? ''))}{' '}
          <Trans>
            Try again, or get all your money back. If you do neither within a day, it goes back to
            your balance by itself.
          </Trans>
        </p>
        <div className="row">
          <ActionButton
            action={retry}
            subject={{ order, operationId: data?.id ?? null }}
            variant="primary"
          />
          <ActionButton action={refund} subject={order} />
        </div>
      </div>
    </div>
  )
}

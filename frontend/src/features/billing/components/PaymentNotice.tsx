import { Trans, useLingui } from '@lingui/react/macro'
import { IconAlertCircle, IconCircleCheck, IconClock, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useSearchParams } from 'react-router'
import { Money } from '~/design/patterns/Money'
import { buttonClass } from '~/design/primitives/Button'
import { Spinner } from '~/design/primitives/Spinner'
import { isUnderWay, type Payment, paymentQuery } from '../api'
import { isCancelled, paymentFailure } from '../labels'

/** What became of the payment the reader has just come back from. */
export function ReturnedPayment() {
  const [search] = useSearchParams()
  const id = search.get('payment') ?? ''
  const { data } = useQuery({ ...paymentQuery(id), enabled: id !== '' })
  return data ? <PaymentNotice payment={data} fresh /> : null
}

interface Props {
  payment: Payment
  /** The reader was on the provider's page a moment ago. */
  fresh?: boolean
}

export function PaymentNotice({ payment, fresh = false }: Props) {
  const { i18n } = useLingui()
  if (isUnderWay(payment)) return <UnderWay payment={payment} waiting={fresh} />
  if (payment.status === 'succeeded') {
    return (
      <div className="notice notice--positive" role="status">
        <IconCircleCheck className="i" aria-hidden />
        <span className="grow">
          <Trans>
            <b>
              <Money value={payment.amount} />
            </b>{' '}
            received. Thank you!
          </Trans>
        </span>
      </div>
    )
  }
  if (isCancelled(payment)) {
    return (
      <div className="notice" role="status">
        <IconX className="i" aria-hidden />
        <span className="grow">
          <Trans>You cancelled the payment. Nothing was charged.</Trans>
        </span>
      </div>
    )
  }
  return (
    <div className="notice notice--critical" role="alert">
      <IconAlertCircle className="i" aria-hidden />
      <span className="grow">
        <b>
          <Trans>The payment did not go through.</Trans>
        </b>{' '}
        {i18n._(paymentFailure(payment.failure?.code ?? payment.status))}{' '}
        <Trans>Nothing was charged.</Trans>
      </span>
    </div>
  )
}

function UnderWay({ payment, waiting }: { payment: Payment; waiting: boolean }) {
  const asked = waiting || !payment.checkout_url
  return (
    <div className="notice notice--info" role="status">
      {asked ? <Spinner /> : <IconClock className="i" aria-hidden />}
      <span className="grow">
        {asked ? (
          <Trans>
            Waiting for the payment provider to confirm. This usually takes a few seconds.
          </Trans>
        ) : (
          <Trans>A card payment was started but not completed.</Trans>
        )}
      </span>
      {payment.checkout_url && (
        <a className={buttonClass('secondary', 'sm')} href={payment.checkout_url}>
          <Trans>Go to the payment page</Trans>
        </a>
      )}
    </div>
  )
}

import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Navigate, useSearchParams } from 'react-router'
import { ApiError } from '~/api/errors'
import { ModulePage } from '~/design/patterns/ModulePage'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { invoiceQuery, paymentQuery } from '../api'

/** The address may have been edited: it names nothing, or somebody else's payment. */
const isUnknown = (error: unknown) =>
  error instanceof ApiError && (error.status === 404 || error.status === 422)

/** Back from the provider's page: on to the order, the invoice or the balance it was for. */
export default function ReturnPage() {
  const { t } = useLingui()
  const [search] = useSearchParams()
  const id = search.get('from') ?? ''
  const payment = useQuery({ ...paymentQuery(id), enabled: id !== '' })
  const invoiceId = payment.data?.invoice_id ?? ''
  const invoice = useQuery({ ...invoiceQuery(invoiceId), enabled: invoiceId !== '' })
  const mark = `?payment=${encodeURIComponent(id)}`
  if (id === '' || isUnknown(payment.error)) return <Navigate replace to="/panel/balance" />
  if (payment.data?.invoice_ids) return <Navigate replace to={`/panel/invoices${mark}`} />
  if (payment.data && !invoiceId) return <Navigate replace to={`/panel/balance${mark}`} />
  if (invoice.data) {
    const { order_id, id: own } = invoice.data
    return (
      <Navigate
        replace
        to={order_id ? `/panel/order/${order_id}${mark}` : `/panel/invoices/${own}${mark}`}
      />
    )
  }
  return (
    <ModulePage
      title={t`Payment`}
      description={<Trans>Finding out how the payment ended</Trans>}
      query={invoiceId ? invoice : payment}
      skeleton={<CardSkeleton lines={5} />}
    />
  )
}

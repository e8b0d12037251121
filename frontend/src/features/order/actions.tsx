import { msg } from '@lingui/core/macro'
import {
  IconArrowBackUp,
  IconCreditCard,
  IconMail,
  IconRefresh,
  IconShoppingCart,
  IconX,
} from '@tabler/icons-react'
import { type ActionContext, defineAction, type Outcome } from '~/actions/action'
import { withIdempotencyKey } from '~/actions/idempotency'
import { ApiError } from '~/api/errors'
import { keys } from '~/api/keys'
import {
  cancelOrder,
  type Method,
  type Order,
  type OrderDraft,
  payBill,
  placeOrder,
  refundOrder,
  requestVerificationEmail,
  retryOperation,
} from './api'

const pathOf = (id: string) => `/panel/order/${id}`
const money = [keys.invoices.all, keys.payments.all, keys.balance.all, keys.summary.all]

type Paying = { state: 'paid' | 'unknown' } | { state: 'leaving'; checkout: string }

/** Pays from the balance at once, or learns where the provider takes the money. */
async function pay(invoiceId: string, method: Method): Promise<Paying> {
  const { payment } = await withIdempotencyKey(`pay:${invoiceId}:${method}`, (key) =>
    payBill(invoiceId, method, key),
  )
  if (!payment || payment.status === 'succeeded') return { state: 'paid' }
  if (payment.status === 'failed' || payment.status === 'cancelled') {
    throw new ApiError(503, { code: 'payment_provider_unavailable' })
  }
  if (!payment.checkout_url) return { state: 'unknown' }
  return { state: 'leaving', checkout: payment.checkout_url }
}

/** To the provider's page, in this tab. */
function leave(checkout: string): void {
  window.open(checkout, '_self')
}

const unsure: Outcome = {
  title: msg`The payment provider has not answered yet`,
  detail: msg`We are finding out and will show the result here. Do not pay again.`,
}

export interface Purchase {
  payload: OrderDraft
  /** Null: somebody else pays for this account. */
  method: Method | null
}

export const place = defineAction<Purchase>({
  id: 'orders.place',
  harm: 'none',
  label: msg`Place the order`,
  icon: IconShoppingCart,
  permission: 'orders:manage',
  perform: async ({ payload, method }, context) => {
    const order = await withIdempotencyKey(`order:${JSON.stringify(payload)}`, (key) =>
      placeOrder(payload, key),
    )
    return payAtOnce(order, method, context)
  },
  invalidates: () => [keys.orders.all, ...money],
})

/** From here on the order exists: whatever becomes of its payment, its own page tells. */
async function payAtOnce(
  order: Order,
  method: Method | null,
  context: ActionContext,
): Promise<Outcome | undefined> {
  const page = pathOf(order.id)
  if (!method || !order.invoice_id) {
    return { title: msg`Order ${order.number} is placed`, to: page }
  }
  try {
    const paying = await pay(order.invoice_id, method)
    if (paying.state === 'leaving') {
      // Back from the provider's page leads to the order, not to a second one.
      context.navigate(page)
      leave(paying.checkout)
      return
    }
    if (paying.state === 'unknown') return { ...unsure, to: page }
    return {
      title: msg`Paid, deployment begins`,
      to: `${page}?payment=balance`,
    }
  } catch (error) {
    const code = error instanceof ApiError ? error.code : 'unknown'
    context.navigate(`${page}?failure=${encodeURIComponent(code)}`)
    return
  }
}

/** An order that waits for its money, and what opens the sheet that pays it. */
export interface Due {
  order: Order
  open: () => void
}

export const openPay = defineAction<Due>({
  id: 'orders.pay.open',
  harm: 'none',
  label: msg`Pay`,
  icon: IconCreditCard,
  permission: 'billing:manage',
  visible: ({ order }) => order.status === 'awaiting_payment' && order.invoice_id !== null,
  subjectKey: ({ order }) => order.id,
  perform: async ({ open }) => {
    open()
  },
})

export const cancel = defineAction<Order>({
  id: 'orders.cancel',
  harm: 'notice',
  label: msg`Cancel the order`,
  icon: IconX,
  permission: 'orders:manage',
  visible: (order) => order.status === 'awaiting_payment',
  subjectKey: (order) => order.id,
  confirm: (order) => ({
    title: msg`Cancel order ${order.number}?`,
    body: msg`Its invoice will be withdrawn. Nothing has been charged.`,
    confirm: msg`Cancel the order`,
  }),
  perform: async (order) => {
    await cancelOrder(order.id)
    return { title: msg`Order ${order.number} is cancelled` }
  },
  invalidates: () => [keys.orders.all, ...money],
})

export const refund = defineAction<Order>({
  id: 'orders.refund',
  harm: 'notice',
  label: msg`Get a refund`,
  icon: IconArrowBackUp,
  permission: 'orders:manage',
  visible: (order) => order.status === 'paid' && order.failure !== null,
  subjectKey: (order) => order.id,
  confirm: (order) => ({
    title: msg`Give up ${order.hostname} and get the money back?`,
    body: msg`The whole sum goes to your balance at once, and what is left of the service is removed.`,
    confirm: msg`Get a refund`,
  }),
  perform: async (order) => {
    await refundOrder(order.id)
    return { title: msg`The money is back on your balance` }
  },
  invalidates: () => [keys.orders.all, keys.services.all, ...money],
})

export interface Retry {
  order: Order
  operationId: string | null
}

export const retry = defineAction<Retry>({
  id: 'orders.retry',
  harm: 'none',
  label: msg`Try again`,
  icon: IconRefresh,
  permission: 'services:manage',
  visible: ({ operationId }) => operationId !== null,
  subjectKey: ({ order }) => order.id,
  perform: async ({ order, operationId }) => {
    await retryOperation(operationId ?? '')
    return { title: msg`Retrying now`, to: `/panel/services/${order.service_id}` }
  },
  invalidates: () => [keys.orders.all, keys.operations.all, keys.services.all],
})

export const resendVerificationEmail = defineAction<string>({
  id: 'orders.resend-letter',
  harm: 'none',
  label: msg`Send the email again`,
  icon: IconMail,
  perform: async (email) => {
    await requestVerificationEmail(email)
    return { title: msg`The email is on its way to ${email}` }
  },
})

export const orderActions = [refund, cancel]

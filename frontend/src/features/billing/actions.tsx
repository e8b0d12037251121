import { msg } from '@lingui/core/macro'
import { IconCreditCard, IconPlus, IconPrinter, IconWallet } from '@tabler/icons-react'
import { defineAction, type Outcome } from '~/actions/action'
import { withIdempotencyKey } from '~/actions/idempotency'
import { ApiError } from '~/api/errors'
import { keys } from '~/api/keys'
import type { MoneyValue } from '~/lib/format'
import { type Invoice, type Payment, payInvoice, topUpBalance } from './api'

const unsure: Outcome = {
  title: msg`The payment service has not answered yet`,
  detail: msg`We will find out ourselves and show the result here. Do not pay a second time.`,
}

/** Sends the reader to the provider's page in this tab, when the provider has made the payment. */
function leaveFor(payment: Payment): Outcome | undefined {
  if (payment.status === 'failed' || payment.status === 'cancelled') {
    throw new ApiError(503, { code: 'payment_provider_unavailable' })
  }
  if (!payment.checkout_url) return unsure
  window.open(payment.checkout_url, '_self')
  return
}

export interface Due {
  invoice: Invoice
  balance: MoneyValue | null
}

const isOpen = ({ invoice }: Due) => invoice.status === 'issued'
const about = ({ invoice }: Due) => invoice.id
const changed = () => [
  keys.invoices.all,
  keys.payments.all,
  keys.balance.all,
  keys.subscriptions.all,
  keys.summary.all,
]

export const payFromBalance = defineAction<Due>({
  id: 'invoices.pay-from-balance',
  label: msg`Pay from the balance`,
  icon: IconWallet,
  permission: 'billing:manage',
  visible: isOpen,
  enabled: ({ invoice, balance }) =>
    (balance && balance.amount >= invoice.total.amount) || msg`There is not enough on the balance`,
  subjectKey: about,
  perform: async ({ invoice }) => {
    await withIdempotencyKey(`pay:${invoice.id}:balance`, (key) =>
      payInvoice(invoice.id, 'balance', key),
    )
    return { title: msg`Invoice ${invoice.number ?? ''} is paid` }
  },
  invalidates: changed,
})

export const payByCard = defineAction<Due>({
  id: 'invoices.pay-by-card',
  label: msg`Pay by card`,
  icon: IconCreditCard,
  permission: 'billing:manage',
  visible: isOpen,
  subjectKey: about,
  perform: async ({ invoice }) => {
    const { payment } = await withIdempotencyKey(`pay:${invoice.id}:sandbox`, (key) =>
      payInvoice(invoice.id, 'sandbox', key),
    )
    return payment ? leaveFor(payment) : undefined
  },
  invalidates: changed,
})

/** The sum in minor units of the account's currency. */
export const topUp = defineAction<number>({
  id: 'balance.top-up',
  label: msg`Top up the balance`,
  icon: IconPlus,
  permission: 'billing:manage',
  perform: async (amount) => {
    const payment = await withIdempotencyKey(`top-up:${amount}`, (key) => topUpBalance(amount, key))
    return leaveFor(payment)
  },
  invalidates: () => [keys.payments.all, keys.balance.all, keys.summary.all],
})

export const print = defineAction<Invoice>({
  id: 'invoices.print',
  label: msg`Print`,
  icon: IconPrinter,
  subjectKey: (invoice) => invoice.id,
  perform: async () => {
    window.print()
  },
})

export const payActions = [payFromBalance, payByCard]

import { msg } from '@lingui/core/macro'
import { IconCreditCard, IconPlus, IconPrinter } from '@tabler/icons-react'
import { defineAction, type Outcome } from '~/actions/action'
import { withIdempotencyKey } from '~/actions/idempotency'
import { ApiError } from '~/api/errors'
import { keys } from '~/api/keys'
import { type Invoice, type Payment, topUpBalance } from './api'

const unsure: Outcome = {
  title: msg`The payment provider has not answered yet`,
  detail: msg`We are finding out and will show the result here. Do not pay again.`,
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

/** Invoices to pay, and what opens the sheet that pays them. */
export interface Due {
  invoices: Invoice[]
  open: (invoices: Invoice[]) => void
}

const isPayable = (invoice: Invoice) => invoice.allowed_actions.includes('pay')

export const pay = defineAction<Due>({
  id: 'invoices.pay.open',
  harm: 'none',
  label: msg`Pay`,
  icon: IconCreditCard,
  permission: 'billing:manage',
  visible: ({ invoices }) => invoices.some(isPayable),
  subjectKey: ({ invoices }) => invoices.map(({ id }) => id).join(),
  perform: async ({ invoices, open }) => {
    open(invoices.filter(isPayable))
  },
})

export const payAll = defineAction<Due>({
  ...pay,
  id: 'invoices.pay-all.open',
  label: msg`Pay all`,
  visible: ({ invoices }) => invoices.filter(isPayable).length > 1,
})

/** The sum in minor units of the account's currency. */
export const topUp = defineAction<number>({
  id: 'balance.top-up',
  harm: 'none',
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
  harm: 'none',
  label: msg`Print`,
  icon: IconPrinter,
  subjectKey: (invoice) => invoice.id,
  perform: async () => {
    window.print()
  },
})

export const payActions = [pay]

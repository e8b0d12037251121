import { msg, plural } from '@lingui/core/macro'
import { IconCreditCard } from '@tabler/icons-react'
import { defineAction, type Outcome } from '~/actions/action'
import { withIdempotencyKey } from '~/actions/idempotency'
import { describeWith } from '~/api/describe'
import { ApiError } from '~/api/errors'
import { keys } from '~/api/keys'
import { type Bill, type Method, payBills } from './api'

interface Paying {
  bills: Bill[]
  method: Method
}

const unsure: Outcome = {
  title: msg`The payment provider has not answered yet`,
  detail: msg`We are finding out and will show the result here. Do not pay again.`,
}

export const describePayment = describeWith({
  invoice_not_payable: msg`One of these has been paid or withdrawn in the meantime. Close this and check again`,
})

/** From the balance at once; by a provider on its page, in this tab. */
export const pay = defineAction<Paying>({
  id: 'payments.pay',
  harm: 'none',
  label: msg`Pay`,
  icon: IconCreditCard,
  permission: 'billing:manage',
  subjectKey: ({ bills }) => bills.map(({ id }) => id).join(),
  describe: describePayment,
  perform: async ({ bills, method }) => {
    const ids = bills.map(({ id }) => id)
    const payment = await withIdempotencyKey(`pay:${ids.join()}:${method}`, (key) =>
      payBills(ids, method, key),
    )
    if (!payment || payment.status === 'succeeded') {
      const [only] = bills
      return {
        title:
          bills.length === 1
            ? msg`Invoice ${only?.number ?? ''} is paid`
            : msg`${plural(bills.length, { one: '# invoice is paid', other: '# invoices are paid' })}`,
      }
    }
    if (payment.status === 'failed' || payment.status === 'cancelled') {
      throw new ApiError(503, { code: 'payment_provider_unavailable' })
    }
    if (!payment.checkout_url) return unsure
    window.open(payment.checkout_url, '_self')
    return
  },
  invalidates: () => [
    keys.orders.all,
    keys.invoices.all,
    keys.payments.all,
    keys.balance.all,
    keys.subscriptions.all,
    keys.summary.all,
  ],
})

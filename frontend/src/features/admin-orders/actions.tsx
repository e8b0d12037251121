import { msg } from '@lingui/core/macro'
import { IconArrowBackUp } from '@tabler/icons-react'
import { defineAction } from '~/actions/action'
import { withIdempotencyKey } from '~/actions/idempotency'
import { keys } from '~/api/keys'
import { RefundRequest } from '~/api/rules.gen'
import { type Order, refundOrder } from './api'

/** Only what is paid and not delivered can be given back as a whole. */
export const refund = defineAction<Order>({
  id: 'admin.orders.refund',
  harm: 'notice',
  label: msg`Refund`,
  icon: IconArrowBackUp,
  permission: 'billing:refund',
  visible: (order) => order.status === 'paid',
  subjectKey: (order) => order.id,
  confirm: (order) => ({
    title: msg`Refund order ${order.number}?`,
    body: msg`The whole amount goes back to the balance of ${order.account_name}, a credit note is issued, and what has been made of ${order.hostname} is removed.`,
    confirm: msg`Refund`,
    reason: {
      label: msg`Reason`,
      help: msg`It stays on the credit note and in the ledger: the customer reads it.`,
      rule: RefundRequest.reason,
    },
  }),
  perform: async (order, { reason }) => {
    await withIdempotencyKey(`refund:${order.id}:${reason}`, (key) =>
      refundOrder(order.id, reason, key),
    )
    return {
      title: msg`Order ${order.number} is refunded`,
      detail: msg`The money is on the balance of ${order.account_name}`,
    }
  },
  invalidates: () => [
    keys.admin.orders.all,
    keys.admin.invoices.all,
    keys.admin.ledger.all,
    keys.admin.services.all,
    keys.admin.overview.all,
  ],
})

export const orderActions = [refund]

import { msg } from '@lingui/core/macro'
import { IconArrowBackUp } from '@tabler/icons-react'
import { defineAction } from '~/actions/action'
import { withIdempotencyKey } from '~/actions/idempotency'
import { keys } from '~/api/keys'
import { InvoiceRefundRequest } from '~/api/rules.gen'
import { type Invoice, refundInvoice } from './api'

/** The server offers it for what is paid and delivered; before, the order is refunded instead. */
export const refund = defineAction<Invoice>({
  id: 'admin.invoices.refund',
  harm: 'notice',
  label: msg`Refund`,
  icon: IconArrowBackUp,
  permission: 'billing:refund',
  visible: (invoice) => invoice.allowed_actions.includes('refund'),
  subjectKey: (invoice) => invoice.id,
  confirm: (invoice) => ({
    title: msg`Refund invoice ${invoice.number ?? ''}?`,
    body: msg`The whole amount goes back to the balance of ${invoice.account_name}, and a credit note is issued. The service keeps running.`,
    confirm: msg`Refund`,
    reason: {
      label: msg`Reason`,
      help: msg`It stays on the credit note and in the ledger: the customer reads it.`,
      rule: InvoiceRefundRequest.reason,
    },
  }),
  perform: async (invoice, { reason }) => {
    await withIdempotencyKey(`refund:${invoice.id}:${reason}`, (key) =>
      refundInvoice(invoice.id, reason, key),
    )
    return {
      title: msg`Invoice ${invoice.number ?? ''} is refunded`,
      detail: msg`The money is on the balance of ${invoice.account_name}`,
    }
  },
  invalidates: () => [
    keys.admin.invoices.all,
    keys.admin.ledger.all,
    keys.admin.customers.all,
    keys.admin.overview.all,
  ],
})

export const invoiceActions = [refund]

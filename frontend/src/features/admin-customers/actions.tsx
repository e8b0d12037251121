import { msg } from '@lingui/core/macro'
import { IconScale } from '@tabler/icons-react'
import { defineAction } from '~/actions/action'
import { intend } from '~/actions/intention'
import type { MoneyValue } from '~/lib/format'
import { adjustBalance, type Customer } from './api'

export interface Adjustment {
  customer: Customer
  /** Positive gives, negative takes. */
  amount: MoneyValue
  reason: string
  /** The amount without its sign, and the new balance, as the reader's language writes them. */
  write: (amount: MoneyValue) => string
  onDone: () => void
}

export const adjust = defineAction<Adjustment>({
  id: 'admin.customers.adjust',
  label: msg`Adjust the balance`,
  icon: IconScale,
  permission: 'billing:adjust',
  subjectKey: ({ customer }) => customer.id,
  confirm: ({ customer, amount, reason, write }) => {
    const sum = write({ ...amount, amount: Math.abs(amount.amount) })
    return amount.amount < 0
      ? {
          title: msg`Take ${sum} from ${customer.name}?`,
          body: msg`The balance gets smaller at once, and the ledger keeps the reason: “${reason}”.`,
          confirm: msg`Take ${sum}`,
        }
      : {
          title: msg`Give ${sum} to ${customer.name}?`,
          body: msg`The balance grows at once, and the ledger keeps the reason: “${reason}”.`,
          confirm: msg`Give ${sum}`,
        }
  },
  perform: async ({ customer, amount, reason, write, onDone }) => {
    const intention = `adjust:${customer.id}:${amount.amount}:${reason}`
    const { balance } = await intend(intention, (key) =>
      adjustBalance(customer.id, { amount: amount.amount, reason }, key),
    )
    onDone()
    return { title: msg`The balance is now ${write(balance)}`, detail: msg`${customer.name}` }
  },
  invalidates: ({ customer }) => [
    ['admin', 'ledger'],
    ['admin', 'customers', customer.id],
  ],
})

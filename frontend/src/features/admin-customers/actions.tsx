import { msg } from '@lingui/core/macro'
import { IconScale, IconUserShare } from '@tabler/icons-react'
import { defineAction } from '~/actions/action'
import { withIdempotencyKey } from '~/actions/idempotency'
import { describeError } from '~/api/describe'
import { ApiError } from '~/api/errors'
import { keys } from '~/api/keys'
import { ImpersonationCreate } from '~/api/rules.gen'
import { beginImpersonation } from '~/auth/session'
import type { MoneyValue } from '~/lib/format'
import { adjustBalance, type Customer, impersonate, type Person } from './api'

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
  harm: 'notice',
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
    const operation = `adjust:${customer.id}:${amount.amount}:${reason}`
    const { balance } = await withIdempotencyKey(operation, (key) =>
      adjustBalance(customer.id, { amount: amount.amount, reason }, key),
    )
    onDone()
    return { title: msg`The balance is now ${write(balance)}`, detail: msg`${customer.name}` }
  },
  invalidates: () => [keys.admin.ledger.all, keys.admin.customers.all],
})

export interface SigningInAs {
  customer: Customer
  person: Person
}

/** In this tab alone; the other tabs of staff stay what they are. */
export const signInAs = defineAction<SigningInAs>({
  id: 'admin.customers.sign_in_as',
  harm: 'notice',
  label: msg`Sign in as`,
  icon: IconUserShare,
  permission: 'users:impersonate',
  subjectKey: ({ person }) => person.id,
  confirm: ({ customer, person }) => ({
    title: msg`Sign in as ${person.name}?`,
    body: msg`This tab opens the panel of ${customer.name} for an hour at most. Everything you change there is recorded with both names, and the owner gets an email afterwards.`,
    confirm: msg`Sign in`,
    reason: {
      label: msg`Reason`,
      help: msg`The owner of the account reads it in the email.`,
      rule: ImpersonationCreate.reason,
    },
  }),
  perform: async ({ customer, person }, { reason }) => {
    const granted = await impersonate(person.id, { account_id: customer.id, reason })
    beginImpersonation(granted.access_token, granted.expires_in, `/admin/customers/${customer.id}`)
    location.assign('/panel')
  },
  describe: (error) =>
    error instanceof ApiError && error.code === 'staff_not_impersonated'
      ? msg`This person is on the staff: no one can sign in as them`
      : describeError(error),
})

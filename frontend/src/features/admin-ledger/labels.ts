import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { IconArrowBackUp, IconArrowDownLeft, IconReceipt, IconScale } from '@tabler/icons-react'
import type { Schema } from '~/api/client'
import type { StatusStyle } from '~/design/patterns/StatusBadge'
import type { Entry } from './api'

export const entryStatusStyles: Record<Entry['kind'], StatusStyle> = {
  payment: { label: msg`Payment received`, tone: 'positive', icon: IconArrowDownLeft },
  invoice: { label: msg`Invoice`, tone: 'neutral', icon: IconReceipt },
  credit_note: { label: msg`Credit note`, tone: 'warning', icon: IconArrowBackUp },
  adjustment: { label: msg`Adjustment`, tone: 'info', icon: IconScale },
}

export const ledgerAccounts: Record<Schema<'LedgerKind'>, MessageDescriptor> = {
  customer_balance: msg`Customer's balance`,
  provider_clearing: msg`Payment provider`,
  revenue: msg`Revenue`,
  tax: msg`Tax`,
  adjustments: msg`Adjustments`,
}

/** Who set it off. */
export const actors: Record<Entry['actor_kind'], MessageDescriptor> = {
  user: msg`customer`,
  token: msg`API token`,
  staff: msg`staff`,
  system: msg`by itself`,
  provider: msg`payment provider`,
  anonymous: msg`nobody signed in`,
}

import { msg } from '@lingui/core/macro'
import { IconCreditCard } from '@tabler/icons-react'
import { defineAction } from '~/actions/action'

/** Opens the sheet that pays all that is open. */
export const openPay = defineAction<() => void>({
  id: 'dashboard.pay.open',
  harm: 'none',
  label: msg`Pay`,
  icon: IconCreditCard,
  permission: 'billing:manage',
  perform: async (open) => {
    open()
  },
})

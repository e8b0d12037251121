import { type ReactNode, Suspense, useCallback, useMemo, useState } from 'react'
import { PaySheet } from '~/actions/pay/lazy'
import type { Due } from '../actions'
import type { Invoice } from '../api'

/** What opens the sheet that pays invoices, and the sheet while it is open. */
export function usePaying(): { open: Due['open']; sheet: ReactNode } {
  const [paying, setPaying] = useState<Invoice[]>([])
  const close = useCallback(() => setPaying([]), [])
  const bills = useMemo(
    () =>
      paying.map(({ id, number, total, subject }) => {
        const name = subject?.params['hostname']
        return { id, number, total, ...(name ? { subject: String(name) } : {}) }
      }),
    [paying],
  )
  const sheet = bills.length > 0 && (
    <Suspense>
      <PaySheet bills={bills} onClose={close} />
    </Suspense>
  )
  return { open: setPaying, sheet }
}

import { queryOptions } from '@tanstack/react-query'
import { api, type Schema } from '~/api/client'
import { unwrap } from '~/api/errors'
import { keys } from '~/api/keys'
import type { MoneyValue } from '~/lib/format'

export type Payment = Schema<'PaymentRead'>
export type Method = Schema<'PaymentMethod'>
export type PaymentMethod = Schema<'PaymentMethodRead'>

/** What is to be paid: an open invoice, as whoever shows it calls it. */
export interface Bill {
  id: string
  number: string | null
  /** What it is for: a host name, an order. */
  subject?: string
  total: MoneyValue
}

export const paymentMethodsQuery = queryOptions({
  queryKey: keys.payments.view('methods'),
  queryFn: ({ signal }) => unwrap(api.GET('/payment-methods', { signal })),
  staleTime: 10 * 60_000,
})

/** One invoice, so that the provider's page leads back to it; several in one payment. */
export async function payBills(
  ids: string[],
  method: Method,
  key: string,
): Promise<Payment | null> {
  const header = { 'Idempotency-Key': key }
  const [id] = ids
  if (id && ids.length === 1) {
    const path = { invoice_id: id }
    const asked = { params: { path, header }, body: { method } }
    return (await unwrap(api.POST('/invoices/{invoice_id}/actions/pay', asked))).payment
  }
  const asked = { params: { header }, body: { invoice_ids: ids, method } }
  return (await unwrap(api.POST('/invoices/actions/pay', asked))).payment
}

/** Those that can pay this sum, the quickest first: the list is in that order. */
export function payable(
  methods: PaymentMethod[],
  balance: MoneyValue | null,
  total: MoneyValue,
): PaymentMethod[] {
  const covered = balance !== null && balance.amount >= total.amount
  return methods.filter(({ kind }) => kind !== 'balance' || covered)
}

import type { QueryClient, QueryKey } from '@tanstack/react-query'

/**
 * What each event makes out of date: the whole list, on one page. Events only invalidate; the data
 * comes from the API. A name ending in a dot stands for every event that begins with it.
 */
const stale: Record<string, QueryKey[]> = {
  'user.': [['me'], ['admin', 'customers']],
  'role.': [['me'], ['admin', 'staff'], ['admin', 'roles']],
  'member.': [['members'], ['invitations'], ['me'], ['admin', 'customers']],
  'order.': [['orders'], ['admin', 'orders'], ['admin', 'overview']],
  'invoice.': [
    ['invoices'],
    ['me', 'summary'],
    ['admin', 'invoices'],
    ['admin', 'ledger'],
    ['admin', 'overview'],
  ],
  'credit_note.': [
    ['invoices'],
    ['balance'],
    ['me', 'summary'],
    ['admin', 'invoices'],
    ['admin', 'ledger'],
  ],
  'payment.': [
    ['payments'],
    ['invoices'],
    ['balance'],
    ['me', 'summary'],
    ['admin', 'payments'],
    ['admin', 'ledger'],
  ],
  'refund.': [
    ['payments'],
    ['balance'],
    ['me', 'summary'],
    ['admin', 'payments'],
    ['admin', 'ledger'],
  ],
  'balance.': [['balance'], ['me', 'summary']],
  'balance.adjusted': [
    ['admin', 'customers'],
    ['admin', 'ledger'],
  ],
  'subscription.': [['subscriptions'], ['services'], ['me', 'summary'], ['admin', 'overview']],
  'service.': [['services'], ['me', 'summary'], ['admin', 'services'], ['admin', 'overview']],
  'operation.': [
    ['services'],
    ['operations'],
    ['orders'],
    ['admin', 'operations'],
    ['admin', 'services'],
  ],
  'operation.failed': [['admin', 'overview']],
  'node.': [
    ['admin', 'nodes'],
    ['admin', 'overview'],
  ],
  'capacity.': [
    ['admin', 'nodes'],
    ['admin', 'overview'],
  ],
  'check.': [['services']],
  'notification.': [['notifications']],
  'job.': [
    ['admin', 'jobs'],
    ['admin', 'overview'],
  ],
}

function matches(name: string, type: string): boolean {
  return name.endsWith('.') ? type.startsWith(name) : type === name
}

export function staleAfter(type: string): QueryKey[] {
  return Object.entries(stale)
    .filter(([name]) => matches(name, type))
    .flatMap(([, keys]) => keys)
}

/**
 * A burst of events asks for each key once. Keys wait 150 ms for company; a refetch under way is
 * repeated, because it may have read what was there before the event.
 */
export class Invalidator {
  private readonly waiting = new Map<string, QueryKey>()
  private timer: ReturnType<typeof setTimeout> | null = null

  constructor(private readonly queries: QueryClient) {}

  take(type: string): void {
    for (const key of staleAfter(type)) this.waiting.set(JSON.stringify(key), key)
    if (this.waiting.size > 0) this.timer ??= setTimeout(() => this.flush(), 150)
  }

  private flush(): void {
    this.timer = null
    for (const queryKey of this.waiting.values()) {
      // ['me'] is the person alone; ['me', 'summary'] has its own line above.
      const exact = queryKey.length === 1 && queryKey[0] === 'me'
      void this.queries.invalidateQueries({ queryKey, exact })
    }
    this.waiting.clear()
  }
}

import type { QueryClient } from '@tanstack/react-query'
import type { Schema } from '~/api/client'
import { dropEarly } from '~/api/early'
import { type Key, keys } from '~/api/keys'

export type EventType = Schema<'EventType'>
/** `order.` of `order.paid`: every topic has a line, so a new one does not compile without. */
type Topic = EventType extends `${infer Name}.${string}` ? `${Name}.` : never

/**
 * What each event makes out of date: the whole list, on one page. Events only invalidate; the data
 * comes from the API. A name ending in a dot stands for every event that begins with it.
 */
const stale: Record<Topic, Key[]> & Partial<Record<EventType, Key[]>> = {
  'user.': [keys.me.all, keys.admin.customers.all],
  'session.': [keys.sessions.all, keys.signIns.all],
  'api_token.': [keys.tokens.all],
  'second_factor.': [keys.me.all, keys.security.all, keys.admin.users.all],
  'data_export.': [keys.exports.all],
  'impersonation.': [keys.admin.audit.all],
  'settings.': [keys.admin.settings.all, keys.admin.checklist.all],
  'legal_document.': [keys.admin.legal.all],
  'consent.': [keys.consents.all],
  'role.': [keys.me.all, keys.admin.staff.all, keys.admin.roles.all],
  'member.': [keys.members.all, keys.invitations.all, keys.me.all, keys.admin.customers.all],
  'order.': [keys.orders.all, keys.admin.orders.all, keys.admin.overview.all],
  'invoice.': [
    keys.invoices.all,
    keys.summary.all,
    keys.admin.invoices.all,
    keys.admin.ledger.all,
    keys.admin.overview.all,
  ],
  'credit_note.': [
    keys.invoices.all,
    keys.balance.all,
    keys.summary.all,
    keys.admin.invoices.all,
    keys.admin.ledger.all,
  ],
  'payment.': [
    keys.payments.all,
    keys.invoices.all,
    keys.balance.all,
    keys.summary.all,
    keys.admin.payments.all,
    keys.admin.ledger.all,
  ],
  'balance.': [keys.balance.all, keys.summary.all],
  'balance.adjusted': [keys.admin.customers.all, keys.admin.ledger.all],
  'subscription.': [
    keys.subscriptions.all,
    keys.services.all,
    keys.summary.all,
    keys.admin.overview.all,
  ],
  'service.': [
    keys.services.all,
    keys.summary.all,
    keys.admin.services.all,
    keys.admin.overview.all,
  ],
  'operation.': [
    keys.services.all,
    keys.operations.all,
    keys.orders.all,
    keys.admin.operations.all,
    keys.admin.services.all,
  ],
  'operation.failed': [keys.admin.overview.all],
  'node.': [keys.admin.nodes.all, keys.admin.overview.all],
  'catalog.': [keys.catalog.all, keys.admin.catalog.all],
  'capacity.': [keys.admin.nodes.all, keys.admin.overview.all],
  'check.': [keys.services.all],
  'notification.': [keys.notifications.all],
  'mail_template.': [keys.admin.mailTemplates.all],
  'backup.': [keys.admin.backups.all],
  'job.': [keys.admin.jobs.all, keys.admin.overview.all],
}

function matches(name: string, type: string): boolean {
  return name.endsWith('.') ? type.startsWith(name) : type === name
}

export function staleAfter(type: EventType): Key[] {
  return Object.entries(stale)
    .filter(([name]) => matches(name, type))
    .flatMap(([, keys]) => keys)
}

/**
 * A burst of events asks for each key once. Keys wait 150 ms for company; a refetch under way is
 * repeated, because it may have read what was there before the event.
 */
export class Invalidator {
  private readonly waiting = new Map<string, Key>()
  private timer: ReturnType<typeof setTimeout> | null = null

  constructor(private readonly queries: QueryClient) {}

  take(type: EventType): void {
    dropEarly()
    for (const key of staleAfter(type)) this.waiting.set(JSON.stringify(key), key)
    if (this.waiting.size > 0) this.timer ??= setTimeout(() => this.flush(), 150)
  }

  private flush(): void {
    this.timer = null
    for (const queryKey of this.waiting.values()) {
      void this.queries.invalidateQueries({ queryKey })
    }
    this.waiting.clear()
  }
}

import type { Schema } from '~/api/client'
import { minorUnits } from '~/lib/money'

export const rub = (amount: number) => ({
  amount: minorUnits(String(amount), 'RUB') ?? 0,
  currency: 'RUB',
})

export const me: Schema<'MeRead'> = {
  id: 'user-1',
  email: 'ilya@example.com',
  name: 'Ilya',
  phone: null,
  locale: 'en',
  theme: 'system',
  time_zone: 'Europe/Moscow',
  email_verified: true,
  created_at: '2026-01-01T00:00:00Z',
  staff: false,
  permissions: ['services:read', 'services:manage', 'services:delete'],
  staff_permissions: [],
  second_factor_required: false,
  accounts: [],
  account: { id: 'account-1', name: 'North wind', currency: 'RUB' },
  services: null,
  phone_verified: false,
  avatar_url: null,
  impersonated_by: null,
  order_intent: null,
  event_position: 7,
}

export const summary: Schema<'SummaryRead'> = {
  services: { total: 2, active: 1, attention: 1 },
  unpaid_invoices: 0,
  unpaid_total: rub(0),
  balance: rub(2340),
}

export function service(changes: Partial<Schema<'ServiceRead'>> = {}): Schema<'ServiceRead'> {
  return {
    id: 'service-1',
    order_id: 'order-1',
    hostname: 'my-shop',
    kind: 'container',
    status: 'active',
    address: 'https://my-shop.example.net',
    node_name: 'node-1',
    image_name: 'Static site',
    image_slug: 'static',
    plan_name: 'Base',
    cpu_millis: 1000,
    memory_mb: 1024,
    disk_gb: 10,
    price: rub(390),
    period: 'month',
    paid_through: '2026-12-22T00:00:00Z',
    operation: null,
    created_at: '2026-11-20T00:00:00Z',
    failure: null,
    hold: null,
    cancellation: null,
    allowed_actions: ['stop', 'restart', 'delete'],
    ...changes,
  }
}

export function operation(
  changes: Partial<Schema<'OperationDetailRead'>> = {},
): Schema<'OperationDetailRead'> {
  return {
    id: 'operation-1',
    service_id: 'service-1',
    kind: 'create',
    state: 'running',
    progress: 50,
    step: 'start',
    steps: [
      {
        name: 'place',
        undo: false,
        state: 'done',
        attempts: 1,
        started_at: '2026-11-22T10:00:00Z',
        finished_at: '2026-11-22T10:00:02Z',
        detail: null,
      },
      {
        name: 'start',
        undo: false,
        state: 'running',
        attempts: 2,
        started_at: '2026-11-22T10:00:02Z',
        finished_at: null,
        detail: null,
      },
    ],
    error: null,
    created_at: '2026-11-22T10:00:00Z',
    started_at: '2026-11-22T10:00:00Z',
    finished_at: null,
    retryable: false,
    log: [{ at: '2026-11-22T10:00:01Z', level: 'info', message: 'place reserved' }],
    ...changes,
  }
}

declare const made: unique symbol

/** A query key. Only the factories below make one: tsc refuses an array typed anywhere else. */
export type Key = readonly unknown[] & { readonly [made]: true }

declare module '@tanstack/react-query' {
  interface Register {
    queryKey: Key
  }
}

/**
 * Whose data it is. `account` is read anew when the account or the permissions in it change,
 * `admin` when the staff permissions do.
 */
type Scope = 'person' | 'account' | 'admin' | 'public'

const key = (...parts: unknown[]) => parts as unknown as Key

/** Everything of one scope. */
export const scopeKey = (scope: Scope): Key => key(scope)

/** The keys of what the API keeps under one name; all of them begin with `all`. */
function resource(scope: Scope, name: string) {
  return {
    /** What to invalidate: every query of this resource. */
    all: key(scope, name),
    /** A page of the list, as the address asks for it. */
    list: (params: object) => key(scope, name, 'list', params),
    /** One thing by its id, or a part of it. */
    one: (id: string, ...part: (string | object)[]) => key(scope, name, 'one', id, ...part),
    /** A named selection: the latest, the open, those of one customer. */
    view: (...view: (string | object)[]) => key(scope, name, 'view', ...view),
  }
}

export type Resource = ReturnType<typeof resource>

export const keys = {
  me: resource('person', 'me'),
  addresses: resource('person', 'addresses'),
  consents: resource('person', 'consents'),
  contacts: resource('person', 'contacts'),
  exports: resource('person', 'exports'),
  security: resource('person', 'security'),
  sessions: resource('person', 'sessions'),
  signIns: resource('person', 'sign-ins'),
  stepUp: resource('person', 'step-up'),

  account: resource('account', 'account'),
  audit: resource('account', 'audit'),
  balance: resource('account', 'balance'),
  invitations: resource('account', 'invitations'),
  invoices: resource('account', 'invoices'),
  members: resource('account', 'members'),
  notifications: resource('account', 'notifications'),
  operations: resource('account', 'operations'),
  orders: resource('account', 'orders'),
  payments: resource('account', 'payments'),
  search: resource('account', 'search'),
  services: resource('account', 'services'),
  subscriptions: resource('account', 'subscriptions'),
  summary: resource('account', 'summary'),
  tokens: resource('account', 'tokens'),

  catalog: resource('public', 'catalog'),

  admin: {
    audit: resource('admin', 'audit'),
    backups: resource('admin', 'backups'),
    catalog: resource('admin', 'catalog'),
    checklist: resource('admin', 'checklist'),
    customers: resource('admin', 'customers'),
    invoices: resource('admin', 'invoices'),
    jobs: resource('admin', 'jobs'),
    legal: resource('admin', 'legal'),
    ledger: resource('admin', 'ledger'),
    mails: resource('admin', 'mails'),
    mailTemplates: resource('admin', 'mail-templates'),
    nodes: resource('admin', 'nodes'),
    operations: resource('admin', 'operations'),
    orders: resource('admin', 'orders'),
    overview: resource('admin', 'overview'),
    payments: resource('admin', 'payments'),
    permissions: resource('admin', 'permissions'),
    roles: resource('admin', 'roles'),
    search: resource('admin', 'search'),
    services: resource('admin', 'services'),
    settings: resource('admin', 'settings'),
    staff: resource('admin', 'staff'),
    system: resource('admin', 'system'),
    trends: resource('admin', 'trends'),
    users: resource('admin', 'users'),
  },
}

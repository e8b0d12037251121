import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { AuditAction, AuditEntry } from './api'

/** What was done, in words: every act of the API has its own. */
export const actionLabels: Record<AuditAction, MessageDescriptor> = {
  'session.created': msg`Signed in`,
  'session.revoked': msg`Session ended`,
  'sessions.revoked': msg`Other sessions ended`,
  'identity.proven': msg`Identity confirmed`,
  'password.changed': msg`Password changed`,
  'password.reset': msg`Password reset`,
  'email.changed': msg`Email changed`,
  'phone.changed': msg`Phone changed`,
  'profile.changed': msg`Profile changed`,
  'totp.enabled': msg`Authenticator app turned on`,
  'totp.disabled': msg`Authenticator app turned off`,
  'recovery_codes.made': msg`Recovery codes made`,
  'recovery_code.used': msg`Recovery code used`,
  'passkey.added': msg`Passkey added`,
  'passkey.removed': msg`Passkey removed`,
  'user.disabled': msg`Person kept out`,
  'user.enabled': msg`Person let in again`,
  'second_factor.reset': msg`Second factor reset`,
  'member.invited': msg`Member invited`,
  'invitation.revoked': msg`Invitation withdrawn`,
  'member.joined': msg`Member joined`,
  'member.changed': msg`Member's access changed`,
  'member.removed': msg`Member removed`,
  'account.changed': msg`Company details changed`,
  'ownership.transferred': msg`Account handed over`,
  'token.made': msg`API token made`,
  'token.revoked': msg`API token revoked`,
  'impersonation.begun': msg`Staff signed in as a customer`,
  'impersonation.ended': msg`Staff left the customer's panel`,
  'impersonation.acted': msg`Staff acted as a customer`,
  'role.made': msg`Role made`,
  'role.changed': msg`Role changed`,
  'role.removed': msg`Role removed`,
  'role.assigned': msg`Role given`,
  'role.withdrawn': msg`Role taken away`,
  'balance.adjusted': msg`Balance corrected`,
  'invoice.paid': msg`Invoice paid`,
  'payment.begun': msg`Payment begun`,
  'invoice.refunded': msg`Invoice refunded`,
  'top_up.begun': msg`Top-up begun`,
  'order.placed': msg`Order placed`,
  'order.cancelled': msg`Order cancelled`,
  'order.refunded': msg`Order refunded`,
  'service.changed': msg`Service changed`,
  'service.deleted': msg`Service deleted`,
  'operation.retried': msg`Operation run again`,
  'node.changed': msg`Node changed`,
  'job.retried': msg`Job run again`,
  'data.exported': msg`Personal data exported`,
  'data.erased': msg`Personal data erased`,
  'audit.exported': msg`Audit log exported`,
  'audit.pruned': msg`Old audit records removed`,
}

/** An action that is new here shows its own name. */
export function actionText(action: string): MessageDescriptor {
  return (
    (actionLabels as Record<string, MessageDescriptor>)[action] ?? { id: action, message: action }
  )
}

export const actorKinds: Record<AuditEntry['actor']['kind'], MessageDescriptor> = {
  user: msg`Person`,
  staff: msg`Staff`,
  token: msg`API token`,
  system: msg`The system`,
  provider: msg`Payment service`,
  anonymous: msg`Nobody signed in`,
}

const targets: Record<string, MessageDescriptor> = {
  user: msg`Person`,
  account: msg`Account`,
  member: msg`Member`,
  invitation: msg`Invitation`,
  token: msg`API token`,
  role: msg`Role`,
  session: msg`Session`,
  service: msg`Service`,
  order: msg`Order`,
  invoice: msg`Invoice`,
  payment: msg`Payment`,
  operation: msg`Operation`,
  node: msg`Node`,
  job: msg`Job`,
}

export function targetText(type: string): MessageDescriptor {
  return targets[type] ?? { id: type, message: type }
}

const pages: Record<'panel' | 'admin', Record<string, string>> = {
  panel: { service: '/panel/services', order: '/panel/order', invoice: '/panel/invoices' },
  admin: {
    user: '/admin/users',
    account: '/admin/customers',
    service: '/admin/services',
    order: '/admin/orders',
    invoice: '/admin/invoices',
    operation: '/admin/operations',
    node: '/admin/nodes',
    job: '/admin/jobs',
  },
}

/** Where the thing itself can be seen, if it has a page. */
export function targetPath(tree: 'panel' | 'admin', target: AuditEntry['target']): string | null {
  const page = target && pages[tree][target.type]
  return page ? `${page}/${target.id}` : null
}

import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { Permission } from '~/auth/me'
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
  'recovery_codes.made': msg`Recovery codes created`,
  'recovery_code.used': msg`Recovery code used`,
  'passkey.added': msg`Passkey added`,
  'passkey.removed': msg`Passkey removed`,
  'user.disabled': msg`Person blocked`,
  'user.enabled': msg`Person unblocked`,
  'second_factor.reset': msg`Second factor reset`,
  'member.invited': msg`Member invited`,
  'invitation.revoked': msg`Invitation withdrawn`,
  'member.joined': msg`Member joined`,
  'member.changed': msg`Member's access changed`,
  'member.removed': msg`Member removed`,
  'account.changed': msg`Company details changed`,
  'ownership.transferred': msg`Ownership transferred`,
  'token.made': msg`API token created`,
  'token.revoked': msg`API token revoked`,
  'impersonation.begun': msg`Staff signed in as a customer`,
  'impersonation.ended': msg`Staff left the customer's panel`,
  'impersonation.acted': msg`Staff acted as a customer`,
  'settings.changed': msg`Settings changed`,
  'settings.payments_tested': msg`Payment provider checked`,
  'settings.backups_tested': msg`Where backups go checked`,
  'settings.mail_tested': msg`Test mail sent`,
  'legal_document.draft_saved': msg`Draft of a legal document saved`,
  'legal_document.draft_deleted': msg`Draft of a legal document deleted`,
  'legal_document.published': msg`Legal document published`,
  'consent.given': msg`Legal documents accepted`,
  'mail.resent': msg`Email sent again`,
  'mail.retried': msg`Email retried`,
  'mails.retried': msg`Failed emails retried`,
  'mail_template.changed': msg`Mail template changed`,
  'mail_template.reset': msg`Mail template reset to default`,
  'mail_template.tested': msg`Mail template sent as a test`,
  'role.made': msg`Role created`,
  'role.changed': msg`Role changed`,
  'role.removed': msg`Role removed`,
  'role.assigned': msg`Role assigned`,
  'role.withdrawn': msg`Role revoked`,
  'balance.adjusted': msg`Balance adjusted`,
  'invoice.paid': msg`Invoice paid`,
  'payment.begun': msg`Payment started`,
  'invoice.refunded': msg`Invoice refunded`,
  'top_up.begun': msg`Top-up started`,
  'order.placed': msg`Order placed`,
  'order.cancelled': msg`Order cancelled`,
  'order.refunded': msg`Order refunded`,
  'service.changed': msg`Service changed`,
  'service.deleted': msg`Service deleted`,
  'service.suspended': msg`Service suspended by staff`,
  'service.resumed': msg`Suspension by staff ended`,
  'service.cancelled': msg`Service cancelled by staff`,
  'operation.retried': msg`Operation run again`,
  'node.changed': msg`Node changed`,
  'node.created': msg`Node registered`,
  'node.retired': msg`Node retired`,
  'node_image.pulled': msg`Image pulled to a node`,
  'node_image.cancelled': msg`Image pull cancelled`,
  'node_image.removed': msg`Image removed from a node`,
  'node.tested': msg`Node tested`,
  'product.created': msg`Product created`,
  'product.changed': msg`Product changed`,
  'product.reordered': msg`Products reordered`,
  'plan.created': msg`Plan created`,
  'plan.changed': msg`Plan changed`,
  'plan.reordered': msg`Plans reordered`,
  'image.created': msg`Image created`,
  'image.changed': msg`Image changed`,
  'price.set': msg`Price set`,
  'price.withdrawn': msg`Price withdrawn`,
  'job.retried': msg`Job run again`,
  'backup.requested': msg`Backup requested`,
  'backup.made': msg`Backup made`,
  'backup.failed': msg`Backup failed`,
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
  provider: msg`Payment provider`,
  anonymous: msg`Nobody signed in`,
}

/** Who did it, where nobody has a name any more or ever had one. */
export const namelessActors: typeof actorKinds = {
  user: msg`A former user`,
  staff: msg`A former member of staff`,
  token: msg`A revoked API token`,
  system: msg`The system`,
  provider: msg`The payment provider`,
  anonymous: msg`A visitor`,
}

interface Page {
  to: string
  permission: Permission | undefined
}

type Pages = Record<string, [path: string, permission?: Permission]>

const pages: Record<'panel' | 'admin', Pages> = {
  panel: {
    service: ['/panel/services/', 'services:read'],
    order: ['/panel/orders/', 'orders:read'],
    invoice: ['/panel/invoices/', 'billing:read'],
    member: ['/panel/team', 'accounts:read'],
    invitation: ['/panel/team/invitations', 'accounts:manage'],
    token: ['/panel/tokens'],
    account: ['/panel/team/company', 'accounts:read'],
  },
  admin: {
    user: ['/admin/users/', 'users:read'],
    account: ['/admin/customers/', 'accounts:read'],
    service: ['/admin/services/', 'services:read'],
    order: ['/admin/orders/', 'orders:read'],
    invoice: ['/admin/invoices/', 'billing:read'],
    operation: ['/admin/operations/', 'services:read'],
    node: ['/admin/nodes/', 'nodes:read'],
    job: ['/admin/jobs/', 'jobs:read'],
    mail: ['/admin/mails/', 'mail:read'],
    product: ['/admin/catalog/', 'catalog:read'],
    plan: ['/admin/catalog', 'catalog:read'],
    image: ['/admin/catalog/images', 'catalog:read'],
    role: ['/admin/staff/roles', 'roles:read'],
    backup: ['/admin/backups', 'settings:manage'],
  },
}

/** Where the thing itself can be seen, if it is still there and has a page. */
export function targetPage(tree: 'panel' | 'admin', target: AuditEntry['target']): Page | null {
  const page = target?.now && pages[tree][target.type]
  if (!page) return null
  const [path, permission] = page
  return { to: path.endsWith('/') ? path + target.id : path, permission }
}

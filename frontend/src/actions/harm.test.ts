import { expect, it } from 'vitest'
import type { AnyAction } from './action'

const files = import.meta.glob<Record<string, unknown>>(
  ['../features/*/actions.tsx', './pay/actions.tsx', '../features/*/components/bulkActions.ts'],
  { eager: true },
)

const isAction = (value: unknown): value is AnyAction =>
  typeof value === 'object' && value !== null && 'perform' in value

const actions = Object.values(files)
  .flatMap((file) => Object.values(file).flat())
  .filter(isAction)

const of = (harm: AnyAction['harm']) =>
  [...new Set(actions.filter((action) => action.harm === harm).map(({ id }) => id))].sort()

// Whoever adds an action says here, too, how much harm it can do.
it('types the name of what is gone for good', () => {
  expect(of('destroy')).toMatchInlineSnapshot(`
    [
      "admin.catalog.retire",
      "admin.nodes.retire",
      "admin.roles.delete",
      "admin.services.cancel_later",
      "admin.services.cancel_now",
      "admin.users.reset_second_factor",
      "profile.erase",
      "services.delete",
      "team.leave",
      "team.make_owner",
      "tokens.revoke",
    ]
  `)
})

it('asks one plain question before what others notice, or what is work to put right', () => {
  expect(of('notice')).toMatchInlineSnapshot(`
    [
      "admin.catalog.price.withdraw",
      "admin.customers.adjust",
      "admin.customers.sign_in_as",
      "admin.invoices.refund",
      "admin.legal.delete",
      "admin.legal.publish",
      "admin.mail-templates.reset",
      "admin.nodes.images.remove",
      "admin.orders.refund",
      "admin.services.restart",
      "admin.services.resume",
      "admin.services.stop",
      "admin.services.suspend",
      "admin.settings.brand.reset",
      "admin.users.disable",
      "admin.users.enable",
      "admin.users.end_sessions",
      "orders.cancel",
      "orders.refund",
      "profile.disable-totp",
      "profile.end-others",
      "profile.remove-passkey",
      "profile.remove-phone",
      "profile.renew-codes",
      "services.restart",
      "services.restart-several",
      "services.stop",
      "services.stop-several",
      "team.remove",
      "team.withdraw",
    ]
  `)
})

it('asks nothing before the rest', () => {
  expect(of('none')).toMatchInlineSnapshot(`
    [
      "admin.backups.start",
      "admin.catalog.down",
      "admin.catalog.edit.open",
      "admin.catalog.hide",
      "admin.catalog.image.nodes.open",
      "admin.catalog.image.open",
      "admin.catalog.image.pull",
      "admin.catalog.image.save",
      "admin.catalog.plan.open",
      "admin.catalog.plan.save",
      "admin.catalog.price.open",
      "admin.catalog.price.save",
      "admin.catalog.product.open",
      "admin.catalog.product.save",
      "admin.catalog.publish",
      "admin.catalog.up",
      "admin.checklist.hide",
      "admin.checklist.show",
      "admin.jobs.retry",
      "admin.legal.begin-privacy",
      "admin.legal.begin-terms",
      "admin.legal.save",
      "admin.mail-templates.save",
      "admin.mail-templates.test",
      "admin.mails.resend",
      "admin.mails.retry",
      "admin.mails.retry-failed",
      "admin.mails.retry-failed.open",
      "admin.nodes.activate",
      "admin.nodes.edit.open",
      "admin.nodes.images.again",
      "admin.nodes.images.cancel",
      "admin.nodes.images.pull",
      "admin.nodes.images.pull.open",
      "admin.nodes.images.verify",
      "admin.nodes.maintenance",
      "admin.nodes.register.open",
      "admin.nodes.save",
      "admin.nodes.test",
      "admin.operations.retry",
      "admin.roles.change.open",
      "admin.roles.make.open",
      "admin.roles.save",
      "admin.services.start",
      "admin.settings.backups",
      "admin.settings.backups.key",
      "admin.settings.backups.test",
      "admin.settings.brand",
      "admin.settings.brand.logo",
      "admin.settings.company",
      "admin.settings.locale",
      "admin.settings.mail",
      "admin.settings.mail.test",
      "admin.settings.payments",
      "admin.settings.payments.test",
      "admin.settings.registration",
      "admin.settings.retention",
      "admin.staff.appoint",
      "admin.staff.appoint.open",
      "admin.staff.roles",
      "admin.staff.roles.open",
      "audit.export",
      "balance.top-up",
      "consents.accept",
      "dashboard.pay.open",
      "invoices.pay-all.open",
      "invoices.pay.open",
      "invoices.print",
      "notifications.read",
      "notifications.read-all",
      "operations.retry",
      "orders.pay.open",
      "orders.place",
      "orders.resend-letter",
      "orders.retry",
      "payments.pay",
      "profile.add-passkey",
      "profile.begin-totp",
      "profile.change-avatar",
      "profile.change-email",
      "profile.change-password",
      "profile.change-phone",
      "profile.confirm-email",
      "profile.confirm-phone",
      "profile.confirm-totp",
      "profile.end-device",
      "profile.keep-email",
      "profile.remove-avatar",
      "profile.rename-passkey",
      "profile.request-export",
      "profile.resend-letter",
      "profile.save",
      "profile.sign-out",
      "services.rename",
      "services.start",
      "services.start-several",
      "services.visit",
      "team.change",
      "team.change.open",
      "team.company",
      "team.invite",
      "team.invite.open",
      "tokens.make",
      "tokens.make.open",
      "tokens.rename",
      "tokens.rename.open",
    ]
  `)
})

it('calls each action by a name of its own', () => {
  const ids = [...new Set(actions)].map(({ id }) => id)
  expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([])
})

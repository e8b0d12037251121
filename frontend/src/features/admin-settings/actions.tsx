import { msg } from '@lingui/core/macro'
import { IconDeviceFloppy, IconMail } from '@tabler/icons-react'
import { defineAction } from '~/actions/action'
import { keys } from '~/api/keys'
import { putCompany, putLocale, putMail, putRegistration, putRetention, sendTestMail } from './api'
import type { CompanyForm, LocaleForm, MailForm, RegistrationForm, RetentionForm } from './forms'
import { describeSettings } from './labels'

/** What a form says, and the version that its reader has seen. */
interface Change<Values> {
  version: number
  values: Values
}

const changed = () => [keys.admin.settings.all, keys.admin.audit.all]
const saved = { title: msg`The settings are saved` }
const common = {
  label: msg`Save`,
  icon: IconDeviceFloppy,
  permission: 'settings:manage' as const,
  describe: describeSettings,
  invalidates: changed,
}

export const saveCompany = defineAction<Change<CompanyForm>>({
  ...common,
  id: 'admin.settings.company',
  harm: 'none',
  perform: async ({ version, values }) => {
    await putCompany(version, values)
    return saved
  },
})

export const saveLocale = defineAction<Change<LocaleForm>>({
  ...common,
  id: 'admin.settings.locale',
  harm: 'none',
  perform: async ({ version, values }) => {
    await putLocale(version, values)
    return saved
  },
})

export const saveMail = defineAction<Change<MailForm & { removesPassword: boolean }>>({
  ...common,
  id: 'admin.settings.mail',
  harm: 'none',
  perform: async ({ version, values: { password, removesPassword, port, ...rest } }) => {
    const secret = removesPassword ? '' : password || null
    await putMail(version, { ...rest, port: Number(port), password: secret })
    return saved
  },
})

export const saveRegistration = defineAction<Change<RegistrationForm>>({
  ...common,
  id: 'admin.settings.registration',
  harm: 'none',
  perform: async ({ version, values }) => {
    const domains = values.domains.split(/[\s,]+/).filter(Boolean)
    await putRegistration(version, { rule: values.rule, domains })
    return saved
  },
})

export const saveRetention = defineAction<Change<RetentionForm>>({
  ...common,
  id: 'admin.settings.retention',
  harm: 'none',
  perform: async ({ version, values }) => {
    const days = Object.entries(values).map(([name, typed]) => [name, Number(typed)])
    await putRetention(version, Object.fromEntries(days))
    return saved
  },
})

export const testMail = defineAction({
  id: 'admin.settings.mail.test',
  harm: 'none',
  label: msg`Send a test mail to yourself`,
  icon: IconMail,
  permission: 'settings:manage',
  perform: async () => {
    const { sent, recipient, error } = await sendTestMail()
    if (sent) return { title: msg`The server took a mail to ${recipient}` }
    return {
      tone: 'critical' as const,
      title: msg`The mail to ${recipient} was not sent`,
      detail: { id: error, message: error },
    }
  },
  invalidates: () => [keys.admin.audit.all],
})

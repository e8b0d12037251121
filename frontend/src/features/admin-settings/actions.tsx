import { msg } from '@lingui/core/macro'
import {
  IconCreditCard,
  IconDatabaseSearch,
  IconDeviceFloppy,
  IconKey,
  IconMail,
  IconPhoto,
  IconRestore,
} from '@tabler/icons-react'
import { defineAction } from '~/actions/action'
import { keys } from '~/api/keys'
import { showBrand } from '~/lib/brandLook'
import {
  askProvider,
  makeBackupKey,
  putBackups,
  putBrand,
  putCompany,
  putLocale,
  putMail,
  putPayments,
  putRegistration,
  putRetention,
  readBrand,
  sendLogo,
  sendTestMail,
  tryTarget,
} from './api'
import type {
  BackupsForm,
  BrandForm,
  CompanyForm,
  LocaleForm,
  MailForm,
  PaymentsForm,
  RegistrationForm,
  RetentionForm,
} from './forms'
import { describeSettings, providerFailures } from './labels'

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

export const saveBrand = defineAction<Change<BrandForm>>({
  ...common,
  id: 'admin.settings.brand',
  harm: 'none',
  perform: async ({ version, values }) => {
    await putBrand(version, values)
    showBrand(await readBrand())
    return saved
  },
})

export const resetBrand = defineAction<number>({
  ...common,
  id: 'admin.settings.brand.reset',
  label: msg`Reset the brand`,
  icon: IconRestore,
  harm: 'notice',
  confirm: () => ({
    title: msg`Go back to the look of Hostwright?`,
    body: msg`Customers see the company's name and the standard colour again. Logos in emails that were sent stay.`,
    confirm: msg`Reset`,
  }),
  perform: async (version) => {
    await putBrand(version, { name: '', accent: '', logo_light: '', logo_dark: '' })
    showBrand(await readBrand())
    return { title: msg`The brand is reset` }
  },
})

export interface LogoUpload {
  file: File
  onProgress: (percent: number) => void
  onSent: (name: string) => void
}

/** Nothing shows it before the form that names it is saved. */
export const addLogo = defineAction<LogoUpload>({
  ...common,
  id: 'admin.settings.brand.logo',
  label: msg`Choose a picture`,
  icon: IconPhoto,
  harm: 'none',
  invalidates: () => [],
  perform: async ({ file, onProgress, onSent }) => {
    onSent((await sendLogo(file, onProgress)).name)
    return { title: msg`Save to show the new logo` }
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

export const savePayments = defineAction<Change<PaymentsForm>>({
  ...common,
  id: 'admin.settings.payments',
  harm: 'none',
  perform: async ({ version, values: { enabled, url, api_key, webhook_secret } }) => {
    await putPayments(version, {
      provider: 'sandbox',
      enabled: enabled === 'yes',
      url,
      api_key: api_key || null,
      webhook_secret: webhook_secret || null,
    })
    return saved
  },
  invalidates: () => [...changed(), keys.admin.checklist.all],
})

export const saveBackups = defineAction<Change<BackupsForm & { removesSecret: boolean }>>({
  ...common,
  id: 'admin.settings.backups',
  harm: 'none',
  perform: async ({ version, values }) => {
    const { removesSecret, s3_secret_key, key, ...rest } = values
    await putBackups(version, {
      ...rest,
      s3_secret_key: removesSecret ? '' : s3_secret_key || null,
      key: key || null,
      hours: Number(rest.hours),
      timeout_hours: Number(rest.timeout_hours),
      keep_daily: Number(rest.keep_daily),
      keep_weekly: Number(rest.keep_weekly),
      keep_monthly: Number(rest.keep_monthly),
    })
    return saved
  },
  invalidates: () => [...changed(), keys.admin.backups.all],
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
  label: msg`Send a test email to yourself`,
  icon: IconMail,
  permission: 'settings:manage',
  perform: async () => {
    const { sent, recipient, error } = await sendTestMail()
    if (sent) return { title: msg`The server accepted the email to ${recipient}` }
    return {
      tone: 'critical' as const,
      title: msg`The email to ${recipient} was not sent`,
      detail: { id: error, message: error },
    }
  },
  invalidates: () => [keys.admin.audit.all],
})

export const testPayments = defineAction({
  id: 'admin.settings.payments.test',
  harm: 'none',
  label: msg`Check the provider`,
  icon: IconCreditCard,
  permission: 'settings:manage',
  describe: describeSettings,
  perform: async () => {
    const { url, answered, error } = await askProvider()
    if (answered) return { title: msg`The provider answers and knows us: ${url}` }
    const message = providerFailures[error] ?? msg`It failed: ${error}`
    return { tone: 'critical' as const, title: msg`The provider cannot be used`, detail: message }
  },
  invalidates: () => [keys.admin.audit.all],
})

export const testBackups = defineAction({
  id: 'admin.settings.backups.test',
  harm: 'none',
  label: msg`Check the place`,
  icon: IconDatabaseSearch,
  permission: 'settings:manage',
  perform: async () => {
    const { target, worked, error } = await tryTarget()
    if (worked) return { title: msg`Written, read and deleted: ${target}` }
    return {
      tone: 'critical' as const,
      title: msg`Backups cannot be stored there`,
      detail: { id: error, message: error },
    }
  },
  invalidates: () => [keys.admin.audit.all],
})

/** Makes a key and hands it to the form: nobody keeps it before it is saved. */
export const newBackupKey = defineAction<(key: string) => void>({
  id: 'admin.settings.backups.key',
  harm: 'none',
  label: msg`Make a key`,
  icon: IconKey,
  permission: 'settings:manage',
  perform: async (take) => {
    take((await makeBackupKey()).key)
    return undefined
  },
})

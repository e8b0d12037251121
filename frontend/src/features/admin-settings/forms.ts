import * as v from 'valibot'
import { text } from '~/api/rules'
import {
  BackupUpdate,
  BrandSettings,
  CompanySettings,
  MailUpdate,
  PaymentUpdate,
  RetentionSettings,
} from '~/api/rules.gen'
import { isCountry, isTimeZone } from '~/lib/places'

/** A whole number as people type it: the form keeps what was typed, the API gets the number. */
function whole(range: { readonly minimum: number; readonly maximum: number }) {
  return v.pipe(
    text({ pattern: '^[0-9]*$' }, { required: true }),
    v.check(
      (value) => Number(value) >= range.minimum && Number(value) <= range.maximum,
      'number_range',
    ),
  )
}

/** Messages are codes: `design/patterns/fieldErrors.ts` has the words for them. */
export const companySchema = v.object({
  name: text(CompanySettings.name),
  legal_name: text(CompanySettings.legal_name),
  address: text(CompanySettings.address),
  tax_id: text(CompanySettings.tax_id),
  registration_number: text(CompanySettings.registration_number),
  bank_details: text(CompanySettings.bank_details),
  support_email: v.pipe(
    text({}),
    v.check((value) => value === '' || /\S@\S/.test(value), 'email'),
  ),
  support_phone: text(CompanySettings.support_phone),
})

export const brandSchema = v.object({
  name: text(BrandSettings.name),
  accent: text(BrandSettings.accent),
  logo_light: text(BrandSettings.logo_light),
  logo_dark: text(BrandSettings.logo_dark),
})

export const localeSchema = v.object({
  language: v.picklist(['en', 'ru']),
  country: v.pipe(
    text({}),
    v.check((value) => value === '' || isCountry(value), 'country'),
  ),
  time_zone: v.pipe(text({}, { required: true }), v.check(isTimeZone, 'time_zone')),
  currency: text({ pattern: '^[A-Z]{3}$' }, { required: true }),
})

export const mailSchema = v.object({
  host: v.pipe(
    text({}, { required: true }),
    v.check((value) => !/[\s/@]/.test(value), 'pattern'),
  ),
  port: whole(MailUpdate.port),
  encryption: v.picklist(['starttls', 'tls', 'none']),
  username: text(MailUpdate.username),
  password: text({ maxLength: 500 }, { trim: false }),
  sender: text(MailUpdate.sender, { required: true }),
})

const isWebAddress = (value: string) => value === '' || /^https?:\/\/\S+$/.test(value)
/** Visible characters: what a header or a signature can carry. */
const secret = (maxLength: number) => text({ maxLength, pattern: '^[!-~]*$' })

export const paymentsSchema = v.object({
  enabled: v.picklist(['yes', 'no']),
  url: v.pipe(text(PaymentUpdate.url), v.check(isWebAddress, 'pattern')),
  api_key: secret(500),
  webhook_secret: secret(500),
})

export const backupsSchema = v.object({
  target: v.pipe(
    text({ maxLength: 500 }),
    v.check(
      (value) => value === '' || /^(s3:\/\/[a-z0-9]|\/.|file:\/\/\/.)/.test(value),
      'pattern',
    ),
  ),
  s3_endpoint: v.pipe(text({ maxLength: 300 }), v.check(isWebAddress, 'pattern')),
  s3_region: text(BackupUpdate.s3_region, { required: true }),
  s3_access_key: text(BackupUpdate.s3_access_key),
  s3_secret_key: secret(500),
  key: v.pipe(
    text({ maxLength: 100 }),
    v.check((value) => value === '' || value.startsWith('AGE-SECRET-KEY-1'), 'pattern'),
  ),
  hours: whole(BackupUpdate.hours),
  timeout_hours: whole(BackupUpdate.timeout_hours),
  keep_daily: whole(BackupUpdate.keep_daily),
  keep_weekly: whole(BackupUpdate.keep_weekly),
  keep_monthly: whole(BackupUpdate.keep_monthly),
})

export const registrationSchema = v.object({
  rule: v.picklist(['open', 'invite', 'closed']),
  domains: text({}),
})

const days = { minimum: 1, maximum: 36_500 }
const {
  session_days: sessionDays,
  mail_days: mailDays,
  notification_days: notificationDays,
} = RetentionSettings

export const retentionSchema = v.object({
  sign_in_log_days: whole(days),
  address_log_days: whole(days),
  audit_days: whole(days),
  session_days: whole(sessionDays),
  mail_days: whole(mailDays),
  notification_days: whole(notificationDays),
  event_days: whole(days),
  job_days: whole(days),
})

export type CompanyForm = v.InferOutput<typeof companySchema>
export type BrandForm = v.InferOutput<typeof brandSchema>
export type LocaleForm = v.InferOutput<typeof localeSchema>
export type MailForm = v.InferOutput<typeof mailSchema>
export type PaymentsForm = v.InferOutput<typeof paymentsSchema>
export type BackupsForm = v.InferOutput<typeof backupsSchema>
export type RegistrationForm = v.InferOutput<typeof registrationSchema>
export type RetentionForm = v.InferOutput<typeof retentionSchema>

import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api, type Schema } from '~/api/client'
import { authorised } from '~/api/credentials'
import { unwrap } from '~/api/errors'
import { keys } from '~/api/keys'
import { sendWithProgress } from '~/api/upload'

export type Company = Schema<'CompanySettings'>
export type Locale = Schema<'LocaleSettings'>
export type Brand = Schema<'BrandSettings'>
export type Mail = Schema<'MailUpdate'>
export type Payments = Schema<'PaymentUpdate'>
export type Backups = Schema<'BackupUpdate'>
export type Registration = Schema<'RegistrationSettings'>
export type Retention = Schema<'RetentionSettings'>

/** What every group's answer has beside its values. */
export interface Versioned {
  version: number
  environment: Record<string, string>
  secrets: string[]
}

/** Changes the group as it was when it was read: somebody else's change in between is not lost. */
const seen = (version: number) => ({ params: { header: { 'If-Match': `"${version}"` } } })

export const companyQuery = queryOptions({
  queryKey: keys.admin.settings.one('company'),
  queryFn: ({ signal }) => unwrap(api.GET('/admin/settings/company', { signal })),
})
export const localeQuery = queryOptions({
  queryKey: keys.admin.settings.one('locale'),
  queryFn: ({ signal }) => unwrap(api.GET('/admin/settings/locale', { signal })),
})
export const brandQuery = queryOptions({
  queryKey: keys.admin.settings.one('brand'),
  queryFn: ({ signal }) => unwrap(api.GET('/admin/settings/brand', { signal })),
})
/** What a brand would look like; the one before stays until the next is here. */
export const brandPreviewQuery = (locale: 'ru' | 'en', draft: Required<Brand>) =>
  queryOptions({
    queryKey: keys.admin.settings.one('brand', 'preview', locale, draft),
    queryFn: ({ signal }) =>
      unwrap(
        api.POST('/admin/settings/brand/actions/preview', {
          params: { query: { locale } },
          body: draft,
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    retry: false,
  })
export const mailQuery = queryOptions({
  queryKey: keys.admin.settings.one('mail'),
  queryFn: ({ signal }) => unwrap(api.GET('/admin/settings/mail', { signal })),
})
export const paymentsQuery = queryOptions({
  queryKey: keys.admin.settings.one('payments'),
  queryFn: ({ signal }) => unwrap(api.GET('/admin/settings/payments', { signal })),
})
export const backupsQuery = queryOptions({
  queryKey: keys.admin.settings.one('backups'),
  queryFn: ({ signal }) => unwrap(api.GET('/admin/settings/backups', { signal })),
})
export const backupStatusQuery = queryOptions({
  queryKey: keys.admin.backups.view('status'),
  queryFn: ({ signal }) => unwrap(api.GET('/admin/backups/status', { signal })),
})
export const registrationQuery = queryOptions({
  queryKey: keys.admin.settings.one('registration'),
  queryFn: ({ signal }) => unwrap(api.GET('/admin/settings/registration', { signal })),
})
export const retentionQuery = queryOptions({
  queryKey: keys.admin.settings.one('retention'),
  queryFn: ({ signal }) => unwrap(api.GET('/admin/settings/retention', { signal })),
})

export const putCompany = (version: number, body: Company) =>
  unwrap(api.PUT('/admin/settings/company', { ...seen(version), body }))
export const putLocale = (version: number, body: Locale) =>
  unwrap(api.PUT('/admin/settings/locale', { ...seen(version), body }))
export const putBrand = (version: number, body: Brand) =>
  unwrap(api.PUT('/admin/settings/brand', { ...seen(version), body }))
export const sendLogo = (file: File, onProgress: (percent: number) => void) =>
  unwrap(
    api.POST('/admin/settings/brand/logos', {
      fetch: authorised(sendWithProgress(onProgress)),
      // The schema knows no files: it takes bytes for text.
      body: { image: file as unknown as string },
      bodySerializer: () => {
        const form = new FormData()
        form.set('image', file)
        return form
      },
    }),
  )
export const readBrand = () => unwrap(api.GET('/public/brand'))
export const putMail = (version: number, body: Mail) =>
  unwrap(api.PUT('/admin/settings/mail', { ...seen(version), body }))
export const putPayments = (version: number, body: Payments) =>
  unwrap(api.PUT('/admin/settings/payments', { ...seen(version), body }))
export const putBackups = (version: number, body: Backups) =>
  unwrap(api.PUT('/admin/settings/backups', { ...seen(version), body }))
export const putRegistration = (version: number, body: Registration) =>
  unwrap(api.PUT('/admin/settings/registration', { ...seen(version), body }))
export const putRetention = (version: number, body: Retention) =>
  unwrap(api.PUT('/admin/settings/retention', { ...seen(version), body }))

export const sendTestMail = () => unwrap(api.POST('/admin/settings/mail/actions/test'))
export const askProvider = () => unwrap(api.POST('/admin/settings/payments/actions/test'))
export const tryTarget = () => unwrap(api.POST('/admin/settings/backups/actions/test'))
export const makeBackupKey = () => unwrap(api.POST('/admin/settings/backups/actions/make-key'))

import { queryOptions } from '@tanstack/react-query'
import { withIdempotencyKey } from '~/actions/idempotency'
import { api, type Schema } from '~/api/client'
import { unwrap } from '~/api/errors'
import { keys } from '~/api/keys'

export type Template = Schema<'MailTemplateRead'>
export type Summary = Schema<'MailTemplateSummary'>
export type Variable = Schema<'MailVariableRead'>
export type Version = Schema<'MailTemplateVersionRead'>
export type Draft = Schema<'MailTemplateUpdate'>
export type Language = Schema<'Locale'>

/** One letter in one language. */
export interface Place {
  name: string
  locale: Language
}

const path = ({ name, locale }: Place) => ({ path: { name, locale } })
const seen = (version: number) => ({ header: { 'If-Match': `"${version}"` } })

export const templatesQuery = queryOptions({
  queryKey: keys.admin.mailTemplates.all,
  queryFn: ({ signal }) => unwrap(api.GET('/admin/mail-templates', { signal })),
})

export const templateQuery = (place: Place) =>
  queryOptions({
    queryKey: keys.admin.mailTemplates.one(place.name, place.locale),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/admin/mail-templates/{name}/{locale}', { params: path(place), signal })),
  })

export const versionsQuery = (place: Place) =>
  queryOptions({
    queryKey: keys.admin.mailTemplates.one(place.name, place.locale, 'versions'),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/admin/mail-templates/{name}/{locale}/versions', { params: path(place), signal }),
      ),
  })

export const previewQuery = (place: Place, draft: Draft) =>
  queryOptions({
    queryKey: keys.admin.mailTemplates.one(place.name, place.locale, 'preview', draft),
    queryFn: ({ signal }) =>
      unwrap(
        api.POST('/admin/mail-templates/{name}/{locale}/actions/preview', {
          params: path(place),
          body: draft,
          signal,
        }),
      ),
    retry: false,
  })

export const putTemplate = (place: Place, version: number, body: Draft) =>
  unwrap(
    api.PUT('/admin/mail-templates/{name}/{locale}', {
      params: { ...path(place), ...seen(version) },
      body,
    }),
  )

export const resetTemplate = (place: Place, version: number) =>
  withIdempotencyKey(`admin.mail-templates.reset.${place.name}.${place.locale}`, (key) =>
    unwrap(
      api.POST('/admin/mail-templates/{name}/{locale}/actions/reset', {
        params: {
          ...path(place),
          header: { 'If-Match': `"${version}"`, 'Idempotency-Key': key },
        },
      }),
    ),
  )

export const sendDraft = (place: Place, body: Draft) =>
  unwrap(
    api.POST('/admin/mail-templates/{name}/{locale}/actions/test', { params: path(place), body }),
  )

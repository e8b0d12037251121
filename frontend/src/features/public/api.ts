import { queryOptions } from '@tanstack/react-query'
import { api } from '~/api/client'
import { unwrap } from '~/api/errors'
import { keys } from '~/api/keys'
import { separateLocale } from '~/i18n/separateLocale'
import type { Locale } from '~/lib/locale'

/** The plans page before anything is on sale, at the prices of a moment; null is now. */
export const previewQuery = (at: string | null) =>
  queryOptions({
    queryKey: keys.admin.catalog.view('preview', at ?? 'now'),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/admin/catalog/preview', { params: { query: at ? { at } : {} }, signal })),
  })

/** What stands around it: who sells, and under which terms. */
export const surroundingsQuery = queryOptions({
  queryKey: keys.catalog.view('surroundings'),
  queryFn: async ({ signal }) => {
    const [company, legal] = await Promise.all([
      unwrap(api.GET('/public/config', { signal })),
      unwrap(api.GET('/public/legal-documents', { signal })),
    ])
    const documents = legal.items.map(({ kind, current }) => ({
      kind,
      current: current?.number ?? null,
      versions: [],
    }))
    return { company, legal: documents }
  },
})

/** The words of public pages in a language, whatever the panel speaks. */
export const wordsQuery = (locale: Locale) =>
  queryOptions({
    queryKey: keys.catalog.view('words', locale),
    queryFn: () => separateLocale(locale, ['design', 'public']),
    staleTime: Number.POSITIVE_INFINITY,
  })

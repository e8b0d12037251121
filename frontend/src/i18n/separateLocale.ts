import { type I18n, setupI18n } from '@lingui/core'
import type { Locale } from '~/lib/locale'
import { type CatalogName, readKnownCatalogs } from './catalogs'

/** A language of its own for a part of the document, whatever the rest of it speaks. */
export async function separateLocale(locale: Locale, names: CatalogName[]): Promise<I18n> {
  const messages = await readKnownCatalogs(names, locale)
  return setupI18n({ locale, messages: { [locale]: messages } })
}

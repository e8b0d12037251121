import type { CatalogFile } from './catalogs'

/** Every catalogue there is. */
export const allCatalogs = import.meta.glob<CatalogFile>([
  './locales/*.po',
  '../auth/locales/*.po',
  '../actions/pay/locales/*.po',
  '../design/locales/*.po',
  '../design/staff/locales/*.po',
  '../features/*/locales/*.po',
])

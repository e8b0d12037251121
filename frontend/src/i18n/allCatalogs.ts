import type { Catalogs } from './catalogs'

/** Every catalogue there is. */
export const allCatalogs: Catalogs = import.meta.glob([
  './locales/*.po',
  '../auth/locales/*.po',
  '../design/locales/*.po',
  '../design/staff/locales/*.po',
  '../features/*/locales/*.po',
])

import type { CatalogFile } from './catalogs'

/** What a page without a session may ask for. The addresses of all others stay out of its load. */
export const islandCatalogs = import.meta.glob<CatalogFile>([
  '../auth/locales/*.po',
  '../design/locales/*.po',
  '../features/{session,recovery,invitation,docs}/locales/*.po',
])

import type { Catalogs } from './catalogs'

/** What a page without a session may ask for. The addresses of all others stay out of its load. */
export const islandCatalogs: Catalogs = import.meta.glob([
  '../auth/locales/*.po',
  '../design/locales/*.po',
  '../features/{session,recovery,invitation}/locales/*.po',
])

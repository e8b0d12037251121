export const locales = ['ru', 'en'] as const
export type Locale = (typeof locales)[number]

export function isLocale(value: unknown): value is Locale {
  return value === 'ru' || value === 'en'
}

/** Public pages carry the language in their address: `/en/…` is English, the rest is Russian. */
export function localeOfPath(path: string): Locale {
  return path === '/en' || path.startsWith('/en/') ? 'en' : 'ru'
}

/** `/plans` in Russian, `/en/plans` in English. */
export function localized(path: string, locale: Locale): string {
  if (locale === 'ru') return path
  return path === '/' ? '/en' : `/en${path}`
}

export const locales = ['ru', 'en'] as const
export type Locale = (typeof locales)[number]

export function isLocale(value: unknown): value is Locale {
  return value === 'ru' || value === 'en'
}

/**
 * Public pages carry the language in their address, `/ru/…` and `/en/…`. Without one it is the
 * default of the installation, which only the renderer knows: a built page says it in its `lang`.
 */
export function localeOfPath(path: string): Locale {
  return /^\/en(\/|$)/.test(path) ? 'en' : 'ru'
}

/** What the document is written in. */
export function localeOfDocument(): Locale {
  const { lang } = document.documentElement
  return isLocale(lang) ? lang : 'ru'
}

/** `/plans` is `/ru/plans` in Russian and `/en/plans` in English, whatever the default is. */
export function localized(path: string, locale: Locale): string {
  return path === '/' ? `/${locale}` : `/${locale}${path}`
}

/** `/ru/plans`, `/en/plans` and `/plans` are one page: `/plans`. */
export function withoutLocale(path: string): string {
  return path.replace(/^\/(ru|en)(?=\/|$)/, '').replace(/\/$/, '') || '/'
}

import { useLingui } from '@lingui/react'
import { isLocale, type Locale } from '~/lib/locale'
import { remember, remembered } from '~/lib/remembered'
import { switchLocale } from './catalogs'

export function useLocale(): Locale {
  const { i18n } = useLingui()
  return isLocale(i18n.locale) ? i18n.locale : 'ru'
}

/** Switches here and now, and remembers the choice in this browser. */
export async function chooseLocale(locale: Locale): Promise<void> {
  remember('locale', locale)
  await switchLocale(locale)
}

/** The language chosen before in this browser, else the browser's own, else Russian. */
export function preferredLocale(): Locale {
  const chosen = remembered('locale')
  if (isLocale(chosen)) return chosen
  const spoken = navigator.language.slice(0, 2)
  return isLocale(spoken) ? spoken : 'ru'
}

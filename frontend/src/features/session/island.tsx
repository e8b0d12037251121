import { I18nProvider } from '@lingui/react'
import type { ComponentType } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { startLocale } from '~/i18n/catalogs'
import { islandCatalogs } from '~/i18n/islandCatalogs'
import { localeOfPath } from '~/lib/locale'
import { carryNext } from './components/next'

/** Only the card comes to life: the page around it is HTML and needs no framework. */
const pages: Record<string, () => Promise<ComponentType>> = {
  'sign-in': async () => (await import('./components/SignInForm')).SignInForm,
  register: async () => (await import('./components/RegisterForm')).RegisterForm,
  verify: async () => (await import('./components/CheckMail')).CheckMail,
}

const host = document.getElementById('island')
// The page's code and its words come together: neither waits for the other.
const [Page, i18n] = await Promise.all([
  pages[host?.dataset['page'] ?? '']?.(),
  startLocale(islandCatalogs, localeOfPath(location.pathname), ['design', 'session']),
])

carryNext(document.querySelectorAll<HTMLAnchorElement>('header a, footer a'))
if (host && Page) {
  hydrateRoot(
    host,
    <I18nProvider i18n={i18n}>
      <Page />
    </I18nProvider>,
  )
}

import { I18nProvider } from '@lingui/react'
import type { ComponentType } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { session } from '~/auth/session'
import { startLocale } from '~/i18n/catalogs'
import { islandCatalogs } from '~/i18n/islandCatalogs'
import { InForceContext } from '~/lib/legal'
import { localeOfDocument } from '~/lib/locale'
import { start } from '~/lib/paths'
import { remembered } from '~/lib/remembered'
import { carryNext, nextOf } from './components/next'
import { asRule, RegistrationContext } from './components/rule'

/** Only the card comes to life: the page around it is HTML and needs no framework. */
const pages: Record<string, () => Promise<ComponentType>> = {
  'sign-in': async () => (await import('./components/SignInForm')).SignInForm,
  register: async () => (await import('./components/RegisterForm')).RegisterForm,
  verify: async () => (await import('./components/CheckMail')).CheckMail,
}

/** Whoever is signed in here has nothing to do on these two pages. */
async function isSignedIn(page: string | undefined): Promise<boolean> {
  if (!remembered('session') || !['sign-in', 'register'].includes(page ?? '')) return false
  return (await session.current().catch(() => null)) !== null
}

const host = document.getElementById('island')
// The page's code and its words come together: neither waits for the other.
const [Page, i18n] = await Promise.all([
  pages[host?.dataset['page'] ?? '']?.(),
  startLocale(islandCatalogs, localeOfDocument(), ['design', 'session']),
])

if (await isSignedIn(host?.dataset['page'])) location.replace(nextOf(location.search) ?? start)

carryNext(document.querySelectorAll<HTMLAnchorElement>('header a, footer a'))
if (host && Page) {
  hydrateRoot(
    host,
    <I18nProvider i18n={i18n}>
      <RegistrationContext value={asRule(host.dataset['registration'])}>
        <InForceContext value={JSON.parse(host.dataset['documents'] ?? '[]')}>
          <Page />
        </InForceContext>
      </RegistrationContext>
    </I18nProvider>,
  )
}

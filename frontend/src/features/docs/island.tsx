import { I18nProvider } from '@lingui/react'
import { createRoot } from 'react-dom/client'
import { startLocale } from '~/i18n/catalogs'
import { islandCatalogs } from '~/i18n/islandCatalogs'
import { localeOfDocument } from '~/lib/locale'
import { TryIt } from './components/TryIt'

/** Every operation's place to try it is a small program of its own. */
const i18n = await startLocale(islandCatalogs, localeOfDocument(), ['docs'])

for (const host of document.querySelectorAll<HTMLElement>('[data-operation]')) {
  createRoot(host).render(
    <I18nProvider i18n={i18n}>
      <TryIt operation={JSON.parse(host.dataset['operation'] ?? '')} />
    </I18nProvider>,
  )
}

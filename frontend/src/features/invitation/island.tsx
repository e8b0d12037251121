import { I18nProvider } from '@lingui/react'
import { hydrateRoot } from 'react-dom/client'
import { startLocale } from '~/i18n/catalogs'
import { islandCatalogs } from '~/i18n/islandCatalogs'
import { localeOfDocument } from '~/lib/locale'
import { Offer } from './components/Offer'

const host = document.getElementById('island')
const i18n = await startLocale(islandCatalogs, localeOfDocument(), ['design', 'invitation'])

if (host) {
  hydrateRoot(
    host,
    <I18nProvider i18n={i18n}>
      <Offer />
    </I18nProvider>,
  )
}

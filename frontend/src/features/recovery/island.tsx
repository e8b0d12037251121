import { I18nProvider } from '@lingui/react'
import type { ComponentType } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { startLocale } from '~/i18n/catalogs'
import { islandCatalogs } from '~/i18n/islandCatalogs'
import { localeOfDocument } from '~/lib/locale'
import { ConfirmEmail } from './components/ConfirmEmail'
import { ForgotForm } from './components/ForgotForm'
import { ResetForm } from './components/ResetForm'

/** What people without a session do about theirs, as the sign-in page does: only the card lives. */
const pages: Record<string, ComponentType> = {
  'forgot-password': ForgotForm,
  'reset-password': ResetForm,
  'confirm-email': ConfirmEmail,
}

const host = document.getElementById('island')
const Page = pages[host?.dataset['page'] ?? '']
const i18n = await startLocale(islandCatalogs, localeOfDocument(), ['design', 'recovery'])

if (host && Page) {
  hydrateRoot(
    host,
    <I18nProvider i18n={i18n}>
      <Page />
    </I18nProvider>,
  )
}

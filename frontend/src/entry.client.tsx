import { I18nProvider } from '@lingui/react'
import { StrictMode, startTransition } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { HydratedRouter } from 'react-router/dom'
import { allCatalogs } from './i18n/allCatalogs'
import { startLocale } from './i18n/catalogs'
import { localeOfDocument } from './lib/locale'

/** Public pages in development: built ones are HTML, and their islands have entries of their own. */
async function hydrate(): Promise<void> {
  const i18n = await startLocale(allCatalogs, localeOfDocument(), [
    'shell',
    'design',
    'public',
    'session',
    'recovery',
    'invitation',
  ])
  startTransition(() => {
    hydrateRoot(
      document,
      <StrictMode>
        <I18nProvider i18n={i18n}>
          <HydratedRouter />
        </I18nProvider>
      </StrictMode>,
    )
  })
}

if (import.meta.env.DEV) await hydrate()

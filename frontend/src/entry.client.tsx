import { I18nProvider } from '@lingui/react'
import { StrictMode, startTransition } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { HydratedRouter } from 'react-router/dom'
import { inTrees } from './app/document'
import { session } from './auth/session'
import { allCatalogs } from './i18n/allCatalogs'
import { startLocale } from './i18n/catalogs'
import { preferredLocale } from './i18n/useLocale'
import { localeOfPath } from './lib/locale'

const { pathname } = location
const panel = inTrees(pathname)

// The session and the words are asked for together: the first page waits for both. Where there is
// no session to be had now, its own requests hear why.
if (panel) session.current().catch(() => null)
const i18n = await startLocale(
  allCatalogs,
  panel ? preferredLocale() : localeOfPath(pathname),
  panel ? ['shell', 'design'] : ['shell', 'design', 'public', 'session', 'recovery', 'invitation'],
)

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

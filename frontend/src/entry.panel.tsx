import { I18nProvider } from '@lingui/react'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { BrowserRouter, Route, Routes } from 'react-router'
import { Fault } from './app/shell/Fault'
import Tree from './app/tree'
import { session } from './auth/session'
import { allCatalogs } from './i18n/allCatalogs'
import { startLocale } from './i18n/catalogs'
import { preferredLocale } from './i18n/useLocale'

// The session and the words are asked for together: the first page waits for both. Where there is
// no session to be had now, its own requests hear why.
session.current().catch(() => null)
const i18n = await startLocale(allCatalogs, preferredLocale(), ['shell', 'design'])

// The title of the HTML would stay the first of two.
document.querySelector('title')?.remove()
createRoot(document.getElementById('panel') as HTMLElement).render(
  <StrictMode>
    <I18nProvider i18n={i18n}>
      <Fault>
        <BrowserRouter>
          <Routes>
            {['/panel/*', '/admin/*'].map((path) => (
              <Route key={path} path={path} element={<Tree />} />
            ))}
          </Routes>
        </BrowserRouter>
      </Fault>
    </I18nProvider>
  </StrictMode>,
)

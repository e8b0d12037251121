import { I18nProvider } from '@lingui/react'
import type { ComponentType } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { startLocale } from '~/i18n/catalogs'
import { localeOfPath } from '~/lib/locale'
import { CheckMail } from './components/CheckMail'
import { carryNext } from './components/next'
import { RegisterForm } from './components/RegisterForm'
import { SignInForm } from './components/SignInForm'

/** Only the card comes to life: the page around it is HTML and needs no framework. */
const pages: Record<string, ComponentType> = {
  'sign-in': SignInForm,
  register: RegisterForm,
  verify: CheckMail,
}

const host = document.getElementById('island')
const Page = pages[host?.dataset['page'] ?? '']
const i18n = await startLocale(localeOfPath(location.pathname), ['design', 'session'])

carryNext(document.querySelectorAll<HTMLAnchorElement>('header a, footer a'))
if (host && Page) {
  hydrateRoot(
    host,
    <I18nProvider i18n={i18n}>
      <Page />
    </I18nProvider>,
  )
}

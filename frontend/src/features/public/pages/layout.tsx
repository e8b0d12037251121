import { Trans, useLingui } from '@lingui/react/macro'
import { Outlet, useLocation } from 'react-router'
import { BrandMark } from '~/design/primitives/BrandMark'
import { buttonClass } from '~/design/primitives/Button'
import { useLocale } from '~/i18n/useLocale'
import { localized } from '~/lib/locale'

/** Head and foot of every public page. Plain links: most of these pages have no script. */
export default function PublicLayout() {
  const { t } = useLingui()
  const locale = useLocale()
  const { pathname } = useLocation()
  const other = locale === 'ru' ? 'en' : 'ru'
  const path = pathname.replace(/^\/en(?=\/|$)/, '').replace(/\/$/, '') || '/'
  const link = (to: string) => localized(to, locale)
  return (
    <>
      <a className="skip" href="#main">
        <Trans>Skip to content</Trans>
      </a>
      <header className="pub-head">
        <div className="pub">
          <a className="brand" href={link('/')}>
            <BrandMark />
            Hostwright
          </a>
          <nav aria-label={t`Sections`}>
            <a href={link('/plans')} aria-current={path === '/plans' ? 'page' : undefined}>
              <Trans>Plans</Trans>
            </a>
            <a href={`${link('/')}#how`}>
              <Trans>How it works</Trans>
            </a>
          </nav>
          <a className="icon-btn" href={localized(path, other)} hrefLang={other} lang={other}>
            {other === 'en' ? 'English' : 'Русский'}
          </a>
          {path !== '/sign-in' && (
            <a className={buttonClass('secondary')} href={link('/sign-in')}>
              <Trans>Sign in</Trans>
            </a>
          )}
        </div>
      </header>
      <Outlet />
      <footer className="pub-foot">
        <div className="pub">
          <span className="grow">
            <Trans>Hostwright: hosting that shows its work</Trans>
          </span>
          <a href={link('/plans')}>
            <Trans>Plans</Trans>
          </a>
          <a href={link('/register')}>
            <Trans>Registration</Trans>
          </a>
          <a href={link('/sign-in')}>
            <Trans>Sign in</Trans>
          </a>
        </div>
      </footer>
    </>
  )
}

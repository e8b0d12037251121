import { Trans, useLingui } from '@lingui/react/macro'
import { IconSunMoon } from '@tabler/icons-react'
import { type ReactNode, useContext } from 'react'
import { BrandLogo } from '~/design/primitives/BrandLogo'
import { buttonClass } from '~/design/primitives/Button'
import { useLocale } from '~/i18n/useLocale'
import { useBrand } from '~/lib/brand'
import { localized } from '~/lib/locale'
import { LegalContext, useCompany } from '../catalog'

interface Props {
  /** Without the language. */
  path: string
  children: ReactNode
}

/** Head and foot of every public page. Plain links: most of these pages have no script. */
export function PublicFrame({ path, children }: Props) {
  const { t } = useLingui()
  const locale = useLocale()
  const other = locale === 'ru' ? 'en' : 'ru'
  const link = (to: string) => localized(to, locale)
  const company = useCompany()
  const { name: brand } = useBrand()
  const legal = useContext(LegalContext).filter((one) => one.current !== null)
  return (
    <>
      <a className="skip" href="#main">
        <Trans>Skip to content</Trans>
      </a>
      <header className="pub-head">
        <div className="pub">
          <a className="brand" href={link('/')}>
            <BrandLogo />
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
          <button className="icon-btn theme-switch" type="button" data-theme-switch>
            <IconSunMoon className="i" aria-hidden />
            <span className="sr-only">
              <Trans>Light or dark</Trans>
            </span>
          </button>
          {path !== '/sign-in' && (
            <a className={`${buttonClass('secondary')} signed-out`} href={link('/sign-in')}>
              <Trans>Sign in</Trans>
            </a>
          )}
          <a className={`${buttonClass('secondary')} signed-in`} href="/panel?start">
            <Trans>Open the panel</Trans>
          </a>
        </div>
      </header>
      {children}
      <footer className="pub-foot">
        <div className="pub">
          <address className="grow">
            {company.legal_name || <Trans>{brand}: hosting that shows its work</Trans>}
            {company.address && <span>{company.address}</span>}
            {company.support_email && (
              <a href={`mailto:${company.support_email}`}>{company.support_email}</a>
            )}
            {company.support_phone && (
              <a href={`tel:${company.support_phone.replace(/[^+\d]/g, '')}`}>
                {company.support_phone}
              </a>
            )}
          </address>
          <a href={link('/plans')}>
            <Trans>Plans</Trans>
          </a>
          <a href={link('/docs')}>
            <Trans>API</Trans>
          </a>
          {legal.map(({ kind }) => (
            <a key={kind} href={link(`/${kind}`)}>
              {kind === 'terms' ? <Trans>Terms of service</Trans> : <Trans>Privacy policy</Trans>}
            </a>
          ))}
          <a href={link('/contacts')}>
            <Trans>Contacts</Trans>
          </a>
          <a className="signed-out" href={link('/register')}>
            <Trans>Registration</Trans>
          </a>
          <a className="signed-out" href={link('/sign-in')}>
            <Trans>Sign in</Trans>
          </a>
          <a className="signed-in" href="/panel?start">
            <Trans>Open the panel</Trans>
          </a>
        </div>
      </footer>
    </>
  )
}

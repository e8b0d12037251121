import { Trans, useLingui } from '@lingui/react/macro'
import { PublicHead } from '~/design/patterns/PublicHead'
import { buttonClass } from '~/design/primitives/Button'
import { useLocale } from '~/i18n/useLocale'
import { localized } from '~/lib/locale'

export default function Missing() {
  const { t } = useLingui()
  const locale = useLocale()
  return (
    <main className="auth" id="main">
      <PublicHead
        hidden
        path="/404"
        title={t`Page not found`}
        description={t`There is no page at this address.`}
      />
      <div className="state">
        <span className="code-404 num" aria-hidden="true">
          404
        </span>
        <h1 className="state__title">
          <Trans>There is nothing at this address</Trans>
        </h1>
        <p>
          <Trans>The page was moved, or the address has a typo. Try one of these:</Trans>
        </p>
        <div className="row">
          <a className={buttonClass('primary')} href={localized('/', locale)}>
            <Trans>Home</Trans>
          </a>
          <a className={buttonClass('secondary')} href="/panel">
            <Trans>Go to the panel</Trans>
          </a>
        </div>
      </div>
    </main>
  )
}

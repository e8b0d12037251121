import { Trans, useLingui } from '@lingui/react/macro'
import { LinkButton } from '~/design/primitives/LinkButton'

export function NotFound() {
  const { t } = useLingui()
  return (
    <div className="card">
      <title>{t`Page not found · Hostwright`}</title>
      <div className="state">
        <span className="code-404 num" aria-hidden="true">
          404
        </span>
        <h1 className="state__title">
          <Trans>There is no such page</Trans>
        </h1>
        <p>
          <Trans>
            It was moved or deleted, or the address has a typo. Nothing of yours is lost.
          </Trans>
        </p>
        <div className="row">
          <LinkButton variant="primary" to="/panel">
            <Trans>To the panel</Trans>
          </LinkButton>
        </div>
      </div>
    </div>
  )
}

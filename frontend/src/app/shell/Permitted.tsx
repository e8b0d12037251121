import { Trans, useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { type Permission, useCan } from '~/auth/me'
import { LinkButton } from '~/design/primitives/LinkButton'

/** The page, or 403 that says what to do. The server refuses anyway; this is for the reader. */
export function Permitted({
  permission,
  children,
}: {
  permission: Permission | undefined
  children: ReactNode
}) {
  const { t } = useLingui()
  const can = useCan()
  if (can(permission)) return children
  return (
    <div className="card">
      <title>{t`No access · Hostwright`}</title>
      <div className="state">
        <span className="code-404 num" aria-hidden="true">
          403
        </span>
        <h1 className="state__title">
          <Trans>Your role does not include this page</Trans>
        </h1>
        <p>
          <Trans>Ask the owner of the account to give you access, or go back to the panel.</Trans>
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

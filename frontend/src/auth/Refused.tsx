import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useLocation } from 'react-router'
import { LinkButton } from '~/design/primitives/LinkButton'
import { useMe } from './me'
import SecondFactorFirst from './SecondFactorFirst'
import { securityQuery } from './security'

/** 403 that says what to do; staff may merely have to show a second factor. */
export default function Refused() {
  const inAdmin = useLocation().pathname.startsWith('/admin')
  const me = useMe()
  const withheld = inAdmin && me?.second_factor_required === true
  const security = useQuery({ ...securityQuery, enabled: withheld })
  if (security.isLoading) return null
  if (withheld && security.data) return <SecondFactorFirst security={security.data} />
  if (!inAdmin && me && !me.account) return <NoAccount email={me.email} />
  return <NotInRole />
}

function NoAccount({ email }: { email: string }) {
  const { t } = useLingui()
  return (
    <div className="card">
      <title>{t`No account yet · Hostwright`}</title>
      <div className="state">
        <h1 className="state__title">
          <Trans>You are not in any account right now</Trans>
        </h1>
        <p>
          <Trans>
            Services and bills belong to accounts. Ask the owner of one to invite you at {email}:
            the invitation comes by mail.
          </Trans>
        </p>
        <div className="row">
          <LinkButton variant="primary" to="/panel/profile">
            <Trans>To the profile</Trans>
          </LinkButton>
        </div>
      </div>
    </div>
  )
}

function NotInRole() {
  const { t } = useLingui()
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

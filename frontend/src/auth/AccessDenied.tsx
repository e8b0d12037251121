import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { StatePage } from '~/design/patterns/StatePage'
import { LinkButton } from '~/design/primitives/LinkButton'
import { useBrand } from '~/lib/brand'
import { useMe, useTree } from './me'
import SecondFactorFirst from './SecondFactorFirst'
import { securityQuery } from './security'
import { isStaff } from './start'

/** 403 that says what to do; staff may merely have to show a second factor. */
export default function AccessDenied() {
  const inAdmin = useTree() === 'admin'
  const me = useMe()
  const secondFactorRequired = inAdmin && me?.second_factor_required === true
  const security = useQuery({ ...securityQuery, enabled: secondFactorRequired })
  if (security.isLoading) return null
  if (secondFactorRequired && security.data) return <SecondFactorFirst security={security.data} />
  if (!inAdmin && me && !me.account) return <NoAccount email={me.email} />
  return <NotInRole />
}

function NoAccount({ email }: { email: string }) {
  const { name: brand } = useBrand()
  const { t } = useLingui()
  return (
    <StatePage
      tab={t`No account yet · ${brand}`}
      title={<Trans>You are not in any account right now</Trans>}
      action={
        <LinkButton variant="primary" to="/panel/profile">
          <Trans>Go to the profile</Trans>
        </LinkButton>
      }
    >
      <Trans>
        Services and invoices belong to accounts. Ask the owner of one to invite you at {email}: the
        invitation comes by email.
      </Trans>
    </StatePage>
  )
}

function NotInRole() {
  const { name: brand } = useBrand()
  const { t } = useLingui()
  const me = useMe()
  const tree = useTree()
  const home = tree === 'admin' && me && isStaff(me) ? 'admin' : 'panel'
  return (
    <StatePage
      tab={t`No access · ${brand}`}
      code={403}
      title={<Trans>Your role does not include this page</Trans>}
      action={
        <LinkButton variant="primary" to={`/${home}`}>
          {home === 'admin' ? (
            <Trans>Go to the administration</Trans>
          ) : (
            <Trans>Go to the panel</Trans>
          )}
        </LinkButton>
      }
    >
      {home === 'admin' && <Trans>Ask an owner of the installation for a role that does.</Trans>}
      {home === 'panel' && tree === 'admin' && <Trans>Only the company’s staff work here.</Trans>}
      {home === 'panel' && tree === 'panel' && (
        <Trans>Ask the owner of the account to give you access, or go back to the panel.</Trans>
      )}
    </StatePage>
  )
}

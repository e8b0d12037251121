import { Trans, useLingui } from '@lingui/react/macro'
import { IconShieldLock } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { StatePage } from '~/design/patterns/StatePage'
import { Button } from '~/design/primitives/Button'
import { LinkButton } from '~/design/primitives/LinkButton'
import { useBrand } from '~/lib/brand'
import { profilePath } from '~/lib/paths'
import { meQuery } from './me'
import { hasSecondFactor, type Security } from './security'
import { stepUpPrompt } from './stepUpPrompt'

/** What staff see instead of the admin tree until they showed a second factor. */
export default function SecondFactorFirst({ security }: { security: Security }) {
  const { name: brand } = useBrand()
  const { t } = useLingui()
  const has = hasSecondFactor(security)
  return (
    <StatePage
      tab={t`Second factor · ${brand}`}
      icon={IconShieldLock}
      title={<Trans>The administration needs a second factor</Trans>}
      action={has ? <ShowPasskey /> : <EnableTotp />}
    >
      {has ? (
        <Trans>You have one, but signed in without it. Use it once, and everything opens.</Trans>
      ) : (
        <Trans>
          A password alone is not enough to see customers’ data. Add a passkey or an authenticator
          app to your profile: it takes two minutes.
        </Trans>
      )}
    </StatePage>
  )
}

function EnableTotp() {
  return (
    <LinkButton variant="primary" to={`${profilePath('admin')}/security`}>
      <Trans>Turn on a second factor</Trans>
    </LinkButton>
  )
}

function ShowPasskey() {
  const queries = useQueryClient()
  const show = async () => {
    if (await stepUpPrompt.ask()) await queries.invalidateQueries({ queryKey: meQuery.queryKey })
  }
  return (
    <Button variant="primary" onClick={show}>
      <Trans>Use the second factor</Trans>
    </Button>
  )
}

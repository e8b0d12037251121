import { Trans, useLingui } from '@lingui/react/macro'
import { IconShieldLock } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { Button } from '~/design/primitives/Button'
import { LinkButton } from '~/design/primitives/LinkButton'
import { meQuery } from './me'
import { proofDesk } from './proof'
import { hasSecondFactor, type Security } from './security'

/** What staff see instead of the admin tree until they showed a second factor. */
export default function SecondFactorFirst({ security }: { security: Security }) {
  const { t } = useLingui()
  return (
    <div className="card">
      <title>{t`Second factor · Hostwright`}</title>
      <div className="state">
        <span className="state__icon">
          <IconShieldLock className="i i--lg" aria-hidden />
        </span>
        <h1 className="state__title">
          <Trans>The administration needs a second factor</Trans>
        </h1>
        {hasSecondFactor(security) ? <ShowIt /> : <TurnItOn />}
      </div>
    </div>
  )
}

function TurnItOn() {
  return (
    <>
      <p>
        <Trans>
          A password alone does not open what belongs to customers. Add a passkey or an
          authenticator app to your profile: it takes two minutes.
        </Trans>
      </p>
      <div className="row">
        <LinkButton variant="primary" to="/panel/profile/security">
          <Trans>Turn on a second factor</Trans>
        </LinkButton>
      </div>
    </>
  )
}

function ShowIt() {
  const queries = useQueryClient()
  const show = async () => {
    if (await proofDesk.ask()) await queries.invalidateQueries({ queryKey: meQuery.queryKey })
  }
  return (
    <>
      <p>
        <Trans>You have one, but signed in without it. Show it once, and everything opens.</Trans>
      </p>
      <div className="row">
        <Button variant="primary" onClick={show}>
          <Trans>Show the second factor</Trans>
        </Button>
      </div>
    </>
  )
}

import { Trans } from '@lingui/react/macro'
import { IconShieldLock } from '@tabler/icons-react'
import { ActionButton } from '~/actions/ActionButton'
import { hasSecondFactor, type Security } from '~/auth/security'
import { LinkButton } from '~/design/primitives/LinkButton'
import { beginTotp } from '../actions'
import type { TotpSetup } from '../api'

interface Props {
  security: Security
  onSetup: (setup: TotpSetup) => void
}

/** For staff whose rights wait for a second factor: how to get one, or where to show it. */
export function FactorNotice({ security, onSetup }: Props) {
  const ready = hasSecondFactor(security)
  return (
    <div className="notice notice--warning" role="status">
      <IconShieldLock className="i" aria-hidden />
      <span className="grow">
        <b>
          <Trans>Your role asks for a second factor.</Trans>
        </b>{' '}
        {ready ? (
          <Trans>
            You have one, but signed in without it. Use it once, and the administration opens.
          </Trans>
        ) : (
          <Trans>
            You look after other people’s data, so a password alone is not enough. Set up an app or
            add a passkey: it takes two minutes.
          </Trans>
        )}
      </span>
      {ready ? (
        <LinkButton size="sm" to="/admin">
          <Trans>Go to the administration</Trans>
        </LinkButton>
      ) : (
        <ActionButton action={beginTotp} subject={onSetup} size="sm" />
      )}
    </div>
  )
}

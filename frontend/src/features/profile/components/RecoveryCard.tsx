import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { ActionButton } from '~/actions/ActionButton'
import { hasSecondFactor, type Security } from '~/auth/security'
import { Badge } from '~/design/primitives/Badge'
import { Card } from '~/design/primitives/Card'
import { renewCodes, type ShowCodes } from '../actions'

const few = 3

export function RecoveryCard({ security, onCodes }: { security: Security; onCodes: ShowCodes }) {
  const { t } = useLingui()
  if (!hasSecondFactor(security)) return null
  const left = security.recovery_codes_left
  return (
    <Card
      title={t`Recovery codes`}
      aside={
        <Badge tone={left < few ? 'warning' : 'neutral'}>
          <Plural value={left} _0="none left" one="# left" other="# left" />
        </Badge>
      }
    >
      <div className="row row--between row--wrap">
        <p className="small second grow">
          {left === 0 ? (
            <Trans>Without them a lost phone locks you out. Make some and keep them safe.</Trans>
          ) : (
            <Trans>They let you in when your second factor is gone. Each works once.</Trans>
          )}
        </p>
        <ActionButton action={renewCodes} subject={onCodes} />
      </div>
    </Card>
  )
}

import { useLingui } from '@lingui/react/macro'
import { IconCircleCheck, IconShieldCheck, IconShieldOff, IconUserOff } from '@tabler/icons-react'
import { Badge } from '~/design/primitives/Badge'
import type { Staff } from '../api'

export function ActiveBadge({ user }: { user: Staff }) {
  const { t } = useLingui()
  return user.active ? (
    <Badge tone="positive" icon={IconCircleCheck}>{t`Active`}</Badge>
  ) : (
    <Badge tone="critical" icon={IconUserOff}>{t`Disabled`}</Badge>
  )
}

export function FactorBadge({ user }: { user: Staff }) {
  const { t } = useLingui()
  return user.second_factor ? (
    <Badge tone="positive" icon={IconShieldCheck}>{t`On`}</Badge>
  ) : (
    <Badge tone="warning" icon={IconShieldOff}>{t`Off`}</Badge>
  )
}

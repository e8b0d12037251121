import { Trans } from '@lingui/react/macro'
import { IconCircleCheck } from '@tabler/icons-react'
import { OutcomeCard } from '~/design/patterns/OutcomeCard'
import { useLocale } from '~/i18n/useLocale'
import { localized } from '~/lib/locale'
import { towards } from '~/lib/paths'
import { usePendingRedirect } from './next'

export function Verified() {
  const locale = useLocale()
  const next = usePendingRedirect()
  return (
    <OutcomeCard
      icon={IconCircleCheck}
      title={<Trans>Email confirmed</Trans>}
      to={towards(localized('/sign-in', locale), next)}
      next={<Trans>Sign in</Trans>}
    >
      <Trans>That is all. Sign in, and your first container is a minute away.</Trans>
    </OutcomeCard>
  )
}

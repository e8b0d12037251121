import { Trans } from '@lingui/react/macro'
import { IconLock, IconMailOpened } from '@tabler/icons-react'
import { OutcomeCard } from '~/design/patterns/OutcomeCard'
import { useLocale } from '~/i18n/useLocale'
import { localized } from '~/lib/locale'
import { towards } from '~/lib/paths'

interface Props {
  rule: 'invite' | 'closed'
  next: string | null
}

/** In place of a form that could only be refused. */
export function RegistrationRefused({ rule, next }: Props) {
  const locale = useLocale()
  const byInvitation = rule === 'invite'
  return (
    <OutcomeCard
      icon={byInvitation ? IconMailOpened : IconLock}
      tone="plain"
      title={
        byInvitation ? (
          <Trans>Registration is by invitation</Trans>
        ) : (
          <Trans>Registration is closed</Trans>
        )
      }
      to={towards(localized('/sign-in', locale), next)}
      next={<Trans>Sign in</Trans>}
    >
      {byInvitation ? (
        <Trans>
          Have an invitation? Open the link in its email, in this browser. No invitation? Ask
          somebody who is already with us.
        </Trans>
      ) : (
        <Trans>We are not taking new customers right now. Already with us? Sign in.</Trans>
      )}
    </OutcomeCard>
  )
}

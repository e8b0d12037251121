import { Trans } from '@lingui/react/macro'
import { IconCircleCheck } from '@tabler/icons-react'
import { buttonClass } from '~/design/primitives/Button'
import { useLocale } from '~/i18n/useLocale'
import { localized } from '~/lib/locale'
import { towards } from '~/lib/paths'
import { useKeptNext } from './next'

export function Verified() {
  const locale = useLocale()
  const next = useKeptNext()
  return (
    <div className="card auth__card state" role="status">
      <span className="state__icon">
        <IconCircleCheck className="i i--lg ok" aria-hidden />
      </span>
      <h1 className="state__title">
        <Trans>Email confirmed</Trans>
      </h1>
      <p>
        <Trans>That is all. Sign in, and your first container is a minute away.</Trans>
      </p>
      <a
        className={buttonClass('primary', 'lg', true)}
        href={towards(localized('/sign-in', locale), next)}
      >
        <Trans>Sign in</Trans>
      </a>
    </div>
  )
}

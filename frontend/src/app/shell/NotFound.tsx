import { Trans, useLingui } from '@lingui/react/macro'
import { StatePage } from '~/design/patterns/StatePage'
import { LinkButton } from '~/design/primitives/LinkButton'

export function NotFound() {
  const { t } = useLingui()
  return (
    <StatePage
      tab={t`Page not found · Hostwright`}
      code={404}
      title={<Trans>There is no such page</Trans>}
      action={
        <LinkButton variant="primary" to="/panel">
          <Trans>To the panel</Trans>
        </LinkButton>
      }
    >
      <Trans>It was moved or deleted, or the address has a typo. Nothing of yours is lost.</Trans>
    </StatePage>
  )
}

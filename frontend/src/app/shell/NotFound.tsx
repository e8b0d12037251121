import { Trans, useLingui } from '@lingui/react/macro'
import { useTree } from '~/auth/me'
import { StatePage } from '~/design/patterns/StatePage'
import { LinkButton } from '~/design/primitives/LinkButton'
import { useBrand } from '~/lib/brand'

export function NotFound() {
  const { name: brand } = useBrand()
  const { t } = useLingui()
  const tree = useTree()
  return (
    <StatePage
      tab={t`Page not found · ${brand}`}
      code={404}
      title={<Trans>There is no such page</Trans>}
      action={
        <LinkButton variant="primary" to={`/${tree}`}>
          {tree === 'admin' ? (
            <Trans>Go to the administration</Trans>
          ) : (
            <Trans>Go to the panel</Trans>
          )}
        </LinkButton>
      }
    >
      <Trans>It was moved or deleted, or the address has a typo. Nothing of yours is lost.</Trans>
    </StatePage>
  )
}

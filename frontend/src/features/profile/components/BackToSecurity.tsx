import { Trans } from '@lingui/react/macro'
import { IconArrowLeft } from '@tabler/icons-react'
import { useTree } from '~/auth/me'
import { LinkButton } from '~/design/primitives/LinkButton'
import { profilePath } from '~/lib/paths'

export function BackToSecurity() {
  const profile = profilePath(useTree())
  return (
    <LinkButton size="sm" variant="ghost" icon={IconArrowLeft} to={`${profile}/security`}>
      <Trans>Back to security</Trans>
    </LinkButton>
  )
}

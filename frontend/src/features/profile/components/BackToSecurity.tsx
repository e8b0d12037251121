import { Trans } from '@lingui/react/macro'
import { IconArrowLeft } from '@tabler/icons-react'
import { LinkButton } from '~/design/primitives/LinkButton'

export function BackToSecurity() {
  return (
    <LinkButton size="sm" variant="ghost" icon={IconArrowLeft} to="/panel/profile/security">
      <Trans>Back to security</Trans>
    </LinkButton>
  )
}

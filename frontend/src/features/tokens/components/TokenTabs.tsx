import { useLingui } from '@lingui/react/macro'
import { useCan } from '~/auth/me'
import { Tabs } from '~/design/patterns/Tabs'

/** Whoever may not manage the account's tokens has their own only, and needs no tabs. */
export function TokenTabs() {
  const { t } = useLingui()
  if (!useCan()('tokens:manage')) return null
  return (
    <Tabs
      label={t`Whose tokens`}
      tabs={[
        { to: '/panel/tokens', label: t`Yours`, end: true },
        { to: '/panel/tokens/account', label: t`The account's` },
      ]}
    />
  )
}

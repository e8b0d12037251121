import { useLingui } from '@lingui/react/macro'
import { Tabs } from '~/design/patterns/Tabs'

export function TeamTabs() {
  const { t } = useLingui()
  return (
    <Tabs
      label={t`Sections of the team`}
      tabs={[
        { to: '/panel/team', label: t`Members`, end: true },
        { to: '/panel/team/invitations', label: t`Invitations` },
        { to: '/panel/team/company', label: t`Company` },
      ]}
    />
  )
}

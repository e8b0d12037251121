import { Trans, useLingui } from '@lingui/react/macro'
import { IconUsersGroup } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { ActionButton } from '~/actions/ActionButton'
import { usePagedQuery } from '~/api/query'
import { ListPage } from '~/design/patterns/ListPage'
import { roleNames } from '~/design/status/member'
import { openInvite } from '../actions'
import { type Member, membersList, type Role } from '../api'
import { useMemberColumns } from '../components/memberColumns'
import { TeamTabs } from '../components/TeamTabs'

const InviteDialog = lazy(() => import('../dialogs/InviteDialog'))
const MemberDialog = lazy(() => import('../dialogs/MemberDialog'))
const roles = Object.keys(roleNames) as Role[]

export default function MembersPage() {
  const { t, i18n } = useLingui()
  const list = usePagedQuery(membersList)
  const [inviting, setInviting] = useState(false)
  const [edited, setEdited] = useState<Member | null>(null)
  const columns = useMemberColumns(setEdited)
  return (
    <ListPage
      title={t`Team`}
      description={t`Who works in this account, and what each of them may do`}
      actions={
        <ActionButton action={openInvite} subject={() => setInviting(true)} variant="primary" />
      }
      tabs={<TeamTabs />}
      label={t`Members`}
      list={list}
      columns={columns}
      filters={[
        { search: t`Name or email` },
        {
          filter: 'role',
          label: t`Role`,
          empty: t`Any role`,
          options: roles.map((value) => ({ value, label: i18n._(roleNames[value]) })),
        },
      ]}
      csv
      skeletonRows={3}
      empty={{
        icon: IconUsersGroup,
        title: t`No one is here yet`,
        text: <Trans>Invite those you work with: each gets a role of their own.</Trans>,
      }}
    >
      <Suspense>
        {inviting && <InviteDialog onClose={() => setInviting(false)} />}
        {edited && <MemberDialog member={edited} onClose={() => setEdited(null)} />}
      </Suspense>
    </ListPage>
  )
}

import { Trans, useLingui } from '@lingui/react/macro'
import { IconUsersGroup } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { ActionButton } from '~/actions/ActionButton'
import { usePagedQuery } from '~/api/query'
import { CsvButton, DataTable } from '~/design/patterns/DataTable'
import { EmptyState } from '~/design/patterns/EmptyState'
import { ListSearch, ListSelect } from '~/design/patterns/ListFilters'
import { ModulePage } from '~/design/patterns/ModulePage'
import { TableSkeleton } from '~/design/patterns/Skeleton'
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
  const rows = list.query.data?.items ?? []
  return (
    <ModulePage
      title={t`Team`}
      description={t`Who works in this account, and what each of them may do`}
      actions={
        <ActionButton action={openInvite} subject={() => setInviting(true)} variant="primary" />
      }
      tabs={<TeamTabs />}
      query={list.query}
      skeleton={<TableSkeleton rows={3} />}
      isEmpty={rows.length === 0 && !list.filtered}
      empty={
        <EmptyState icon={IconUsersGroup} title={t`Nobody is here yet`}>
          <Trans>Invite those you work with: each gets a role of their own.</Trans>
        </EmptyState>
      }
      filters={
        <>
          <ListSearch list={list} label={t`Name or email`} />
          <ListSelect
            list={list}
            filter="role"
            label={t`Role`}
            empty={t`Any role`}
            options={roles.map((value) => ({ value, label: i18n._(roleNames[value]) }))}
          />
          <CsvButton name="team" columns={columns} rows={rows} />
        </>
      }
    >
      <DataTable label={t`Members`} list={list} columns={columns} rowId={(member) => member.id} />
      <Suspense>
        {inviting && <InviteDialog onClose={() => setInviting(false)} />}
        {edited && <MemberDialog member={edited} onClose={() => setEdited(null)} />}
      </Suspense>
    </ModulePage>
  )
}

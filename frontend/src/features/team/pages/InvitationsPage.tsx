import { Trans, useLingui } from '@lingui/react/macro'
import { IconMailForward } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { ActionButton } from '~/actions/ActionButton'
import { usePagedQuery } from '~/api/query'
import { CsvButton, DataTable } from '~/design/patterns/DataTable'
import { EmptyState } from '~/design/patterns/EmptyState'
import { ListSearch } from '~/design/patterns/ListFilters'
import { ModulePage } from '~/design/patterns/ModulePage'
import { TableSkeleton } from '~/design/patterns/Skeleton'
import { openInvite } from '../actions'
import { invitationsList } from '../api'
import { useInvitationColumns } from '../components/invitationColumns'
import { TeamTabs } from '../components/TeamTabs'

const InviteDialog = lazy(() => import('../dialogs/InviteDialog'))

export default function InvitationsPage() {
  const { t } = useLingui()
  const list = usePagedQuery(invitationsList)
  const [inviting, setInviting] = useState(false)
  const columns = useInvitationColumns()
  const rows = list.query.data?.items ?? []
  const open = (
    <ActionButton action={openInvite} subject={() => setInviting(true)} variant="primary" />
  )
  return (
    <>
      <ModulePage
        title={t`Invitations`}
        description={t`Sent, and not answered yet`}
        actions={open}
        tabs={<TeamTabs />}
        query={list.query}
        skeleton={<TableSkeleton rows={3} />}
        isEmpty={rows.length === 0 && !list.filtered}
        empty={
          <EmptyState icon={IconMailForward} title={t`No invitation is waiting`} actions={open}>
            <Trans>An invitation stays here until it is accepted, for a week at most.</Trans>
          </EmptyState>
        }
        filters={
          <>
            <ListSearch list={list} label={t`Email`} />
            <CsvButton name="invitations" columns={columns} rows={rows} />
          </>
        }
      >
        <DataTable
          label={t`Invitations`}
          list={list}
          columns={columns}
          rowId={(invitation) => invitation.id}
        />
      </ModulePage>
      <Suspense>{inviting && <InviteDialog onClose={() => setInviting(false)} />}</Suspense>
    </>
  )
}

import { Trans, useLingui } from '@lingui/react/macro'
import { IconShieldLock } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { ActionButton } from '~/actions/ActionButton'
import { usePagedQuery } from '~/api/query'
import { CsvButton, DataTable } from '~/design/patterns/DataTable'
import { EmptyState } from '~/design/patterns/EmptyState'
import { ListSearch } from '~/design/patterns/ListFilters'
import { ModulePage } from '~/design/patterns/ModulePage'
import { TableSkeleton } from '~/design/patterns/Skeleton'
import { openAppoint } from '../actions'
import { type Staff, staffList } from '../api'
import { useStaffColumns } from '../components/peopleColumns'
import { StaffTabs } from '../components/StaffTabs'

const AppointDialog = lazy(() => import('../dialogs/AppointDialog'))
const RolesDialog = lazy(() => import('../dialogs/RolesDialog'))

export default function StaffPage() {
  const { t } = useLingui()
  const list = usePagedQuery(staffList)
  const [adding, setAdding] = useState(false)
  const [edited, setEdited] = useState<Staff | null>(null)
  const columns = useStaffColumns(setEdited)
  const rows = list.query.data?.items ?? []
  return (
    <ModulePage
      title={t`Staff`}
      description={t`Who works here, and what each of them may do`}
      actions={
        <ActionButton action={openAppoint} subject={() => setAdding(true)} variant="primary" />
      }
      tabs={<StaffTabs />}
      query={list.query}
      skeleton={<TableSkeleton rows={4} />}
      isEmpty={rows.length === 0 && !list.filtered}
      empty={
        <EmptyState icon={IconShieldLock} title={t`Nobody works here yet`}>
          <Trans>Give a role to somebody who is registered.</Trans>
        </EmptyState>
      }
      filters={
        <>
          <ListSearch list={list} label={t`Name or email`} />
          <CsvButton name="staff" columns={columns} rows={rows} />
        </>
      }
    >
      <DataTable label={t`Staff`} list={list} columns={columns} rowId={(person) => person.id} />
      <Suspense>
        {adding && <AppointDialog onClose={() => setAdding(false)} />}
        {edited && <RolesDialog person={edited} onClose={() => setEdited(null)} />}
      </Suspense>
    </ModulePage>
  )
}

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
import { openMakeRole } from '../actions'
import { type Role, rolesList } from '../api'
import { useRoleColumns } from '../components/roleColumns'
import { StaffTabs } from '../components/StaffTabs'

const RoleDialog = lazy(() => import('../dialogs/RoleDialog'))

export default function RolesPage() {
  const { t } = useLingui()
  const list = usePagedQuery(rolesList)
  /** Undefined is closed, null is a new one. */
  const [edited, setEdited] = useState<Role | null | undefined>()
  const columns = useRoleColumns(setEdited)
  const rows = list.query.data?.items ?? []
  return (
    <ModulePage
      title={t`Roles`}
      description={t`Sets of permissions in the administration; built-in ones follow the program`}
      actions={
        <ActionButton action={openMakeRole} subject={() => setEdited(null)} variant="primary" />
      }
      tabs={<StaffTabs />}
      query={list.query}
      skeleton={<TableSkeleton rows={5} />}
      isEmpty={rows.length === 0 && !list.filtered}
      empty={
        <EmptyState icon={IconShieldLock} title={t`No roles yet`}>
          <Trans>A role is a named set of permissions.</Trans>
        </EmptyState>
      }
      filters={
        <>
          <ListSearch list={list} label={t`Name of the role`} />
          <CsvButton name="roles" columns={columns} rows={rows} />
        </>
      }
    >
      <DataTable label={t`Roles`} list={list} columns={columns} rowId={(role) => role.id} />
      <Suspense>
        {edited !== undefined && <RoleDialog role={edited} onClose={() => setEdited(undefined)} />}
      </Suspense>
    </ModulePage>
  )
}

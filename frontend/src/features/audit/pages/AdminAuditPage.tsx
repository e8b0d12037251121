import { Trans, useLingui } from '@lingui/react/macro'
import { IconListSearch } from '@tabler/icons-react'
import { lazy, Suspense } from 'react'
import type { PagedQuery } from '~/api/query'
import { DataTable } from '~/design/patterns/DataTable'
import { EmptyState } from '~/design/patterns/EmptyState'
import { ModulePage } from '~/design/patterns/ModulePage'
import { TableSkeleton } from '~/design/patterns/Skeleton'
import { type Deed, type Filter, useAdminAudit } from '../api'
import { AuditFilters } from '../components/AuditFilters'
import { useAdminAuditColumns } from '../components/columns'
import { useRecord } from '../components/useRecord'

const RecordDialog = lazy(() => import('../dialogs/RecordDialog'))

export default function AdminAuditPage() {
  const { t } = useLingui()
  const list = useAdminAudit()
  const { opened, to, close } = useRecord()
  const columns = useAdminAuditColumns(to)
  const rows = list.query.data?.items ?? []
  const record = rows.find(({ id }) => id === opened)
  return (
    <ModulePage
      title={t`Audit log`}
      description={t`Who did what, to whom and from where; records are only ever added`}
      query={list.query}
      skeleton={<TableSkeleton />}
      isEmpty={rows.length === 0 && !list.filtered}
      empty={
        <EmptyState icon={IconListSearch} title={t`Nothing is recorded yet`}>
          <Trans>Everything about rights, money and security leaves a line here.</Trans>
        </EmptyState>
      }
      filters={<AuditFilters tree="admin" list={list as unknown as PagedQuery<Deed, Filter>} />}
    >
      <DataTable
        label={t`Audit log`}
        list={list}
        columns={columns}
        rowId={({ id }) => id}
        rowTo={to}
      />
      <Suspense>{record && <RecordDialog tree="admin" deed={record} onClose={close} />}</Suspense>
    </ModulePage>
  )
}

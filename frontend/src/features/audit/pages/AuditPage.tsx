import { Trans, useLingui } from '@lingui/react/macro'
import { IconListSearch } from '@tabler/icons-react'
import { lazy, Suspense } from 'react'
import type { PagedQuery } from '~/api/query'
import { DataTable } from '~/design/patterns/DataTable'
import { EmptyState } from '~/design/patterns/EmptyState'
import { ModulePage } from '~/design/patterns/ModulePage'
import { TableSkeleton } from '~/design/patterns/Skeleton'
import { type Deed, type Filter, useAudit } from '../api'
import { AuditFilters } from '../components/AuditFilters'
import { useAuditColumns } from '../components/columns'
import { useRecord } from '../components/useRecord'

const RecordDialog = lazy(() => import('../dialogs/RecordDialog'))

export default function AuditPage() {
  const { t } = useLingui()
  const list = useAudit()
  const { opened, to, close } = useRecord()
  const columns = useAuditColumns(to)
  const rows = list.query.data?.items ?? []
  const record = rows.find(({ id }) => id === opened)
  return (
    <ModulePage
      title={t`Activity log`}
      description={t`What members, programs and staff did in the account`}
      query={list.query}
      skeleton={<TableSkeleton />}
      isEmpty={rows.length === 0 && !list.filtered}
      empty={
        <EmptyState icon={IconListSearch} title={t`Nothing is recorded yet`}>
          <Trans>Everything about rights, money and security leaves a line here.</Trans>
        </EmptyState>
      }
      filters={<AuditFilters tree="panel" list={list as unknown as PagedQuery<Deed, Filter>} />}
    >
      <DataTable
        label={t`Activity log`}
        list={list}
        columns={columns}
        rowId={({ id }) => id}
        rowTo={to}
      />
      <Suspense>{record && <RecordDialog tree="panel" deed={record} onClose={close} />}</Suspense>
    </ModulePage>
  )
}

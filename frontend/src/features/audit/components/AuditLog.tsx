import { Trans, useLingui } from '@lingui/react/macro'
import { IconListSearch } from '@tabler/icons-react'
import { lazy, Suspense } from 'react'
import type { PagedQuery } from '~/api/query'
import { type Column, DataTable } from '~/design/patterns/DataTable'
import { EmptyState } from '~/design/patterns/EmptyState'
import { ModulePage } from '~/design/patterns/ModulePage'
import { TableSkeleton } from '~/design/patterns/Skeleton'
import type { AuditEntry, Filter } from '../api'
import { AuditFilters } from './AuditFilters'
import type { useRecord } from './useRecord'

const RecordDialog = lazy(() => import('../dialogs/RecordDialog'))

interface Props<Row extends AuditEntry, Narrow extends Filter> {
  tree: 'panel' | 'admin'
  title: string
  description: string
  list: PagedQuery<Row, Narrow>
  columns: Column<Row>[]
  record: ReturnType<typeof useRecord>
}

/** The account's own log and everybody's: the same list, with the record that is opened over it. */
export function AuditLog<Row extends AuditEntry, Narrow extends Filter>(props: Props<Row, Narrow>) {
  const { t } = useLingui()
  const { tree, title, list, record } = props
  const rows = list.query.data?.items ?? []
  const opened = rows.find(({ id }) => id === record.opened)
  return (
    <ModulePage
      title={title}
      description={props.description}
      query={list.query}
      skeleton={<TableSkeleton />}
      isEmpty={rows.length === 0 && !list.filtered}
      empty={
        <EmptyState icon={IconListSearch} title={t`Nothing is recorded yet`}>
          <Trans>Everything about rights, money and security leaves a line here.</Trans>
        </EmptyState>
      }
      filters={
        <AuditFilters tree={tree} list={list as unknown as PagedQuery<AuditEntry, Filter>} />
      }
    >
      <DataTable
        label={title}
        list={list}
        columns={props.columns}
        rowId={({ id }) => id}
        rowTo={record.to}
      />
      <Suspense>
        {opened && <RecordDialog tree={tree} entry={opened} onClose={record.close} />}
      </Suspense>
    </ModulePage>
  )
}

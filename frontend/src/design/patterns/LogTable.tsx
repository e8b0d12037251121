import { useLingui } from '@lingui/react/macro'
import { IconMapPin } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { PagedQuery } from '~/api/query'
import { type Column, CsvButton, DataTable } from './DataTable'
import { EmptyState } from './EmptyState'
import { ErrorState } from './ErrorState'
import { TableSkeleton } from './Skeleton'

interface Props<Row, Filter extends string> {
  name: string
  title: string
  list: PagedQuery<Row, Filter>
  columns: Column<Row>[]
  rowId: (row: Row) => string
  filters: ReactNode
  empty: string
  /** Beside the title: the way back. */
  aside?: ReactNode
}

/** A long list inside a tab, with its four states. */
export function LogTable<Row extends object, Filter extends string>(props: Props<Row, Filter>) {
  const { t } = useLingui()
  const { list, title, columns } = props
  const { query } = list
  const rows = query.data?.items ?? []
  return (
    <div className="stack">
      <div className="row row--between row--wrap">
        <h2>{title}</h2>
        {props.aside}
      </div>
      <div className="filters">
        {props.filters}
        <CsvButton name={props.name} columns={columns} rows={rows} />
      </div>
      {query.data === undefined && query.isError ? (
        <div className="card">
          <ErrorState query={query} />
        </div>
      ) : query.data === undefined ? (
        <div role="status" aria-label={t`Loading`}>
          <TableSkeleton />
        </div>
      ) : rows.length === 0 && !list.filtered ? (
        <div className="card">
          <EmptyState icon={IconMapPin} title={props.empty} />
        </div>
      ) : (
        <DataTable compact label={title} list={list} columns={columns} rowId={props.rowId} />
      )}
    </div>
  )
}

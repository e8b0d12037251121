import { IconMapPin } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { PagedQuery } from '~/api/query'
import { type Column, CsvButton, DataTable } from './DataTable'
import { EmptyState } from './EmptyState'
import { Loaded } from './Loaded'
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
  const { list, title, columns } = props
  const { query } = list
  return (
    <div className="stack">
      <div className="row row--between row--wrap">
        <h2>{title}</h2>
        {props.aside}
      </div>
      <div className="filters">
        {props.filters}
        <CsvButton name={props.name} columns={columns} rows={query.data?.items ?? []} />
      </div>
      <Loaded query={query} skeleton={<TableSkeleton />}>
        {({ items }) =>
          items.length === 0 && !list.filtered ? (
            <div className="card">
              <EmptyState icon={IconMapPin} title={props.empty} />
            </div>
          ) : (
            <DataTable compact label={title} list={list} columns={columns} rowId={props.rowId} />
          )
        }
      </Loaded>
    </div>
  )
}

import { Trans, useLingui } from '@lingui/react/macro'
import { IconArrowLeft, IconMapPin } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { PagedQuery } from '~/api/query'
import { type Column, CsvButton, DataTable } from '~/design/patterns/DataTable'
import { EmptyState } from '~/design/patterns/EmptyState'
import { ErrorState } from '~/design/patterns/ErrorState'
import { TableSkeleton } from '~/design/patterns/Skeleton'
import { LinkButton } from '~/design/primitives/LinkButton'

interface Props<Row, Filter extends string> {
  name: string
  title: string
  list: PagedQuery<Row, Filter>
  columns: Column<Row>[]
  rowId: (row: Row) => string
  filters: ReactNode
  empty: string
}

/** A long list under the security tab, with the way back and its four states. */
export function LogTab<Row extends object, Filter extends string>(props: Props<Row, Filter>) {
  const { t } = useLingui()
  const { list, title, columns } = props
  const { query } = list
  const rows = query.data?.items ?? []
  return (
    <div className="stack">
      <div className="row row--between row--wrap">
        <h2>{title}</h2>
        <LinkButton size="sm" variant="ghost" icon={IconArrowLeft} to="/panel/profile/security">
          <Trans>Back to security</Trans>
        </LinkButton>
      </div>
      <div className="filters">
        {props.filters}
        <CsvButton name={props.name} columns={columns} rows={rows} />
      </div>
      {query.data === undefined && query.isError ? (
        <div className="card">
          <ErrorState
            error={query.error}
            retrying={query.isFetching}
            onRetry={() => void query.refetch()}
          />
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

import { Trans, useLingui } from '@lingui/react/macro'
import { IconListSearch } from '@tabler/icons-react'
import { lazy, Suspense } from 'react'
import type { PagedQuery } from '~/api/query'
import type { Column } from '~/design/patterns/DataTable'
import { ListPage } from '~/design/patterns/ListPage'
import type { AuditEntry, Filter } from '../api'
import { useAuditFilters } from './useAuditFilters'
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
    <ListPage
      title={title}
      description={props.description}
      list={list}
      columns={props.columns}
      filters={useAuditFilters(tree, list)}
      rowTo={record.to}
      empty={{
        icon: IconListSearch,
        title: t`Nothing is recorded yet`,
        text: <Trans>Everything about rights, money and security is recorded here.</Trans>,
      }}
    >
      <Suspense>
        {opened && <RecordDialog tree={tree} entry={opened} onClose={record.close} />}
      </Suspense>
    </ListPage>
  )
}

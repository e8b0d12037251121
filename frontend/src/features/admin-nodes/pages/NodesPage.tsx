import { Trans, useLingui } from '@lingui/react/macro'
import { IconStack2 } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { usePagedQuery } from '~/api/query'
import { CsvButton, DataTable } from '~/design/patterns/DataTable'
import { EmptyState } from '~/design/patterns/EmptyState'
import { ListSearch, ListSelect } from '~/design/patterns/ListFilters'
import { ModulePage } from '~/design/patterns/ModulePage'
import { TableSkeleton } from '~/design/patterns/Skeleton'
import { nodeStatusStyles } from '~/design/staff/node'
import { nodeQuery, nodesList } from '../api'
import { useNodeColumns } from '../components/columns'

const states = ['ready', 'maintenance', 'unreachable', 'registering', 'retired'] as const

export default function NodesPage() {
  const { t, i18n } = useLingui()
  const list = usePagedQuery(nodesList)
  const queries = useQueryClient()
  const columns = useNodeColumns()
  const rows = list.query.data?.items ?? []
  return (
    <ModulePage
      title={t`Nodes`}
      description={t`Machines that host services, and how much of each is promised`}
      query={list.query}
      skeleton={<TableSkeleton />}
      isEmpty={rows.length === 0 && !list.filtered}
      empty={
        <EmptyState icon={IconStack2} title={t`There is no node yet`}>
          <Trans>
            Register this machine with <span className="code">hostwright register-node</span>:
            without a node nothing can be deployed.
          </Trans>
        </EmptyState>
      }
      filters={
        <>
          <ListSearch list={list} label={t`Name, region or address`} />
          <ListSelect
            list={list}
            filter="state"
            label={t`Status`}
            empty={t`Any status`}
            options={states.map((value) => ({
              value,
              label: i18n._(nodeStatusStyles[value].label),
            }))}
          />
          <CsvButton name="nodes" columns={columns} rows={rows} />
        </>
      }
    >
      <DataTable
        label={t`Nodes`}
        list={list}
        columns={columns}
        rowId={(node) => node.id}
        rowTo={(node) => `/admin/nodes/${node.id}`}
        onRowIntent={(node) => void queries.prefetchQuery(nodeQuery(node.id))}
      />
    </ModulePage>
  )
}

import { Trans, useLingui } from '@lingui/react/macro'
import { IconListCheck } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { usePagedQuery } from '~/api/query'
import { CsvButton, DataTable } from '~/design/patterns/DataTable'
import { EmptyState } from '~/design/patterns/EmptyState'
import { ListSearch, ListSelect } from '~/design/patterns/ListFilters'
import { ModulePage } from '~/design/patterns/ModulePage'
import { TableSkeleton } from '~/design/patterns/Skeleton'
import { Segmented } from '~/design/primitives/Segmented'
import { elapsed } from '~/lib/format'
import { type Job, jobQuery, jobsList, summaryQuery } from '../api'
import { useJobColumns } from '../components/columns'
import { FlowerLink } from '../components/FlowerLink'
import { queueLabels } from '../labels'

const queues = ['default', 'billing', 'deploy', 'monitoring', 'mail', 'ai'] as const

export default function JobsPage() {
  const { t, i18n } = useLingui()
  const list = usePagedQuery(jobsList)
  const queries = useQueryClient()
  const columns = useJobColumns()
  const { data: counts } = useQuery(summaryQuery)
  const rows = list.query.data?.items ?? []
  return (
    <ModulePage
      title={t`Jobs`}
      description={<Waiting seconds={counts?.oldest_pending_seconds} />}
      actions={<FlowerLink />}
      query={list.query}
      skeleton={<TableSkeleton />}
      isEmpty={rows.length === 0 && !list.filtered}
      empty={
        <EmptyState icon={IconListCheck} title={t`No background work yet`}>
          <Trans>Letters, deployments, checks and invoices are made by jobs.</Trans>
        </EmptyState>
      }
      filters={
        <>
          <Segmented
            label={t`Status`}
            value={(list.params.state ?? 'all') as Job['state'] | 'all'}
            onChange={(state) => list.set({ state: state === 'all' ? null : state })}
            options={[
              { value: 'all', label: t`All` },
              { value: 'pending', label: t`Waiting`, count: counts?.pending },
              { value: 'leased', label: t`In progress`, count: counts?.leased },
              { value: 'dead', label: t`Gave up`, count: counts?.dead },
              { value: 'done', label: t`Done` },
            ]}
          />
          <ListSelect
            list={list}
            filter="queue"
            label={t`Queue`}
            empty={t`Any queue`}
            options={queues.map((value) => ({ value, label: i18n._(queueLabels[value]) }))}
          />
          <ListSearch list={list} label={t`Task, error or request`} />
          <CsvButton name="jobs" columns={columns} rows={rows} />
        </>
      }
    >
      <DataTable
        label={t`Jobs`}
        list={list}
        columns={columns}
        rowId={(job) => job.id}
        rowTo={(job) => `/admin/jobs/${job.id}`}
        onRowIntent={(job) => void queries.prefetchQuery(jobQuery(job.id))}
      />
    </ModulePage>
  )
}

/** One line that says whether work piles up; its height is there before the number is. */
function Waiting({ seconds }: { seconds: number | undefined }) {
  const { t } = useLingui()
  if (seconds === undefined) return '\u00A0'
  return seconds < 5
    ? t`Nothing is overdue`
    : t`The oldest one has been overdue for ${elapsed(seconds)}`
}

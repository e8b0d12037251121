import { Trans, useLingui } from '@lingui/react/macro'
import { IconListCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { usePagedQuery } from '~/api/query'
import { ListPage } from '~/design/patterns/ListPage'
import { Segmented } from '~/design/primitives/Segmented'
import { useLocale } from '~/i18n/useLocale'
import { countUpTo, elapsed } from '~/lib/format'
import { type Job, jobQuery, jobsList, summaryQuery } from '../api'
import { useJobColumns } from '../components/columns'
import { FlowerLink } from '../components/FlowerLink'
import { queueLabels } from '../labels'

const queues = ['control', 'default', 'billing', 'deploy', 'monitoring', 'mail', 'ai'] as const

export default function JobsPage() {
  const { t, i18n } = useLingui()
  const locale = useLocale()
  const list = usePagedQuery(jobsList)
  const columns = useJobColumns()
  const { data: counts } = useQuery(summaryQuery)
  const shown = (count?: number) => (count === undefined ? undefined : countUpTo(count, locale))
  return (
    <ListPage
      title={t`Jobs`}
      description={<Waiting seconds={counts?.oldest_pending_seconds} />}
      actions={<FlowerLink />}
      list={list}
      columns={columns}
      filters={[
        <Segmented
          key="segmented"
          label={t`Status`}
          value={(list.params.state ?? 'all') as Job['state'] | 'all'}
          onChange={(state) => list.set({ state: state === 'all' ? null : state })}
          options={[
            { value: 'all', label: t`All` },
            { value: 'pending', label: t`Waiting`, count: shown(counts?.pending) },
            { value: 'leased', label: t`In progress`, count: shown(counts?.leased) },
            { value: 'dead', label: t`Gave up`, count: shown(counts?.dead) },
            { value: 'done', label: t`Done` },
          ]}
        />,
        {
          filter: 'queue',
          label: t`Queue`,
          empty: t`Any queue`,
          options: queues.map((value) => ({ value, label: i18n._(queueLabels[value]) })),
        },
        { search: t`Task, error or request` },
      ]}
      csv
      rowTo={(job) => `/admin/jobs/${job.id}`}
      rowQuery={(job) => jobQuery(job.id)}
      empty={{
        icon: IconListCheck,
        title: t`No background work yet`,
        text: <Trans>Emails, deployments, checks and invoices are handled by jobs.</Trans>,
      }}
    />
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

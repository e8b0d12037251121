import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { ModulePage } from '~/design/patterns/ModulePage'
import { RelativeTime } from '~/design/patterns/RelativeTime'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { StatusBadge } from '~/design/patterns/StatusBadge'
import { Card } from '~/design/primitives/Card'
import { useLocale } from '~/i18n/useLocale'
import { elapsed, milliseconds, number } from '~/lib/format'
import { type Work, workQuery } from '../api'
import { PlainTable } from '../components/PlainTable'
import { SystemTabs } from '../components/SystemTabs'
import { periodicStatus, queueStatus } from '../labels'

export default function WorkPage() {
  const { t } = useLingui()
  const query = useQuery(workQuery)
  return (
    <ModulePage
      title={t`System`}
      tabs={<SystemTabs />}
      query={query}
      skeleton={<CardSkeleton lines={12} />}
    >
      {query.data && (
        <div className="stack">
          <Queues queues={query.data.queues} />
          <Schedule periodic={query.data.periodic} />
        </div>
      )}
    </ModulePage>
  )
}

function Queues({ queues }: Pick<Work, 'queues'>) {
  const { t } = useLingui()
  const locale = useLocale()
  return (
    <Card flush title={t`Queues`}>
      <PlainTable
        caption={t`Queues`}
        columns={[
          t`Queue`,
          t`Status`,
          t`Workers`,
          t`Waiting`,
          t`Taken`,
          t`Due later`,
          t`Oldest has waited`,
        ]}
        numeric={[2, 3, 4, 5, 6]}
        empty={t`No queues yet`}
        rows={queues.map((queue) => ({
          key: queue.name,
          cells: [
            <Link key="name" to={`/admin/jobs?queue=${queue.name}`}>
              {queue.name}
            </Link>,
            <StatusBadge key="status" status={queueStatus(queue)} />,
            number(queue.workers, locale),
            number(queue.waiting, locale),
            number(queue.running, locale),
            number(queue.scheduled, locale),
            queue.waiting ? elapsed(queue.oldest_seconds) : '—',
          ],
        }))}
      />
    </Card>
  )
}

function Schedule({ periodic }: Pick<Work, 'periodic'>) {
  const { t } = useLingui()
  const locale = useLocale()
  const time = (at: string | null) => (at ? <RelativeTime at={at} /> : '—')
  return (
    <Card flush title={t`Periodic tasks`}>
      <PlainTable
        caption={t`Periodic tasks`}
        columns={[t`Task`, t`Status`, t`Every`, t`Last run`, t`Took`, t`Next run`, t`Last error`]}
        empty={t`No periodic tasks yet`}
        rows={periodic.map((task) => ({
          key: task.name,
          cells: [
            task.name,
            <StatusBadge key="status" status={periodicStatus(task)} />,
            elapsed(task.every_seconds),
            time(task.finished_at),
            task.duration_seconds === null
              ? '—'
              : milliseconds(task.duration_seconds * 1000, locale),
            time(task.next_at),
            task.error ?? '—',
          ],
        }))}
      />
    </Card>
  )
}

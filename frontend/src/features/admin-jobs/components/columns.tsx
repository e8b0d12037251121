import { useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'
import { Link } from 'react-router'
import { ActionButton } from '~/actions/ActionButton'
import type { Column } from '~/design/patterns/DataTable'
import { RelativeTime } from '~/design/patterns/RelativeTime'
import { StatusBadge } from '~/design/patterns/StatusBadge'
import { retry } from '../actions'
import type { Job } from '../api'
import { jobStatusStyle, queueLabels } from '../labels'

export function useJobColumns(): Column<Job>[] {
  const { t, i18n } = useLingui()
  return useMemo(
    () => [
      {
        id: 'task',
        header: t`Job`,
        card: 'head',
        cell: (job) => (
          <>
            <Link className="cell__title mono clip" to={`/admin/jobs/${job.id}`}>
              {job.task}
            </Link>
            <span className="cell__sub">{i18n._(queueLabels[job.queue])}</span>
          </>
        ),
      },
      {
        id: 'state',
        header: t`Status`,
        card: 'wide',
        cell: (job) => (
          <>
            <StatusBadge status={jobStatusStyle(job)} />
            {job.error && (
              <span className="cell__sub clip state-reason">{lastLine(job.error)}</span>
            )}
          </>
        ),
      },
      {
        id: 'attempts',
        header: t`Attempts`,
        priority: 4,
        align: 'right',
        cell: (job) => <span className="num">{t`${job.attempts} of ${job.max_attempts}`}</span>,
      },
      {
        id: 'run_at',
        header: t`Run at`,
        priority: 3,
        cell: (job) => <RelativeTime at={job.run_at} />,
      },
      {
        id: 'created',
        header: t`Queued`,
        sort: 'created_at',
        priority: 2,
        cell: (job) => <RelativeTime at={job.created_at} />,
      },
      {
        id: 'actions',
        header: t`Actions`,
        srOnly: true,
        align: 'right',
        card: 'wide',
        cell: (job) => <ActionButton action={retry} subject={job} size="sm" />,
      },
    ],
    [t, i18n],
  )
}

/** A traceback ends with what went wrong. */
function lastLine(error: string): string {
  return error.trim().split('\n').at(-1) ?? error
}

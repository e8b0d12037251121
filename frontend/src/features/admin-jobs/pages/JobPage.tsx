import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useParams } from 'react-router'
import { ActionButton } from '~/actions/ActionButton'
import { useSubjectActions } from '~/actions/subject'
import { CopyButton } from '~/design/patterns/CopyButton'
import { useNameCrumb } from '~/design/patterns/crumb'
import { KeyValues } from '~/design/patterns/KeyValues'
import { LogView } from '~/design/patterns/LogView'
import { ModulePage } from '~/design/patterns/ModulePage'
import { RelativeTime } from '~/design/patterns/RelativeTime'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { StatusBadge } from '~/design/patterns/StatusBadge'
import { Card } from '~/design/primitives/Card'
import { jobActions, retry } from '../actions'
import { type Job, jobQuery } from '../api'
import { jobStatusStyle, queueLabels } from '../labels'

export default function JobPage() {
  const { t } = useLingui()
  const { jobId = '' } = useParams()
  const query = useQuery(jobQuery(jobId))
  const job = query.data
  useNameCrumb(job?.task)
  useSubjectActions(job?.task ?? '', jobActions, job)
  return (
    <ModulePage
      title={job?.task ?? t`Job`}
      badge={job && <StatusBadge status={jobStatusStyle(job)} />}
      actions={job && <ActionButton action={retry} subject={job} variant="primary" />}
      query={query}
      skeleton={
        <div className="cols">
          <CardSkeleton lines={8} />
          <CardSkeleton lines={7} />
        </div>
      }
    >
      {job && (
        <div className="cols">
          <div className="stack">
            {job.error && (
              <LogView
                title={t`Last error`}
                fileName={`${job.task}-${job.id}-error.txt`}
                lines={job.error.split('\n').map((text) => ({ text }))}
              />
            )}
            <LogView
              title={t`Arguments`}
              fileName={`${job.task}-${job.id}.json`}
              lines={JSON.stringify(job.payload, null, 2)
                .split('\n')
                .map((text) => ({ text }))}
            />
          </div>
          <Facts job={job} />
        </div>
      )}
    </ModulePage>
  )
}

function Facts({ job }: { job: Job }) {
  const { t, i18n } = useLingui()
  const time = (at: string | null) => at && <RelativeTime at={at} />
  return (
    <Card title={t`Facts`}>
      <KeyValues
        facts={[
          { label: t`Queue`, value: i18n._(queueLabels[job.queue]) },
          { label: t`Attempts`, value: t`${job.attempts} of ${job.max_attempts}` },
          { label: t`Queued`, value: time(job.created_at) },
          { label: t`Run at`, value: time(job.run_at) },
          job.state === 'leased' && { label: t`Lease until`, value: time(job.lease_until) },
          { label: t`Finished`, value: time(job.finished_at) },
          {
            label: t`Request`,
            value: <CopyButton value={job.request_id} short />,
          },
          {
            label: t`Identifier`,
            value: <CopyButton value={job.id} short />,
          },
        ]}
      />
    </Card>
  )
}

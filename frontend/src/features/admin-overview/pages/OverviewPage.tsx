import { Trans, useLingui } from '@lingui/react/macro'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { useCan } from '~/auth/me'
import { ModulePage } from '~/design/patterns/ModulePage'
import { RelativeTime, useNow } from '~/design/patterns/RelativeTime'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { LinkButton } from '~/design/primitives/LinkButton'
import { useLocale } from '~/i18n/useLocale'
import { dateTime } from '~/lib/format'
import { type Overview, overviewQuery } from '../api'
import { ChecklistCard } from '../components/ChecklistCard'
import { FailuresCard } from '../components/FailuresCard'
import { NodesCard } from '../components/NodesCard'
import { QueueCard } from '../components/QueueCard'
import { Tiles } from '../components/Tiles'

/** Below what is urgent, and after it: graphs are not what the page waits for. */
const TrendsSection = lazy(() => import('../components/TrendsSection'))

export default function OverviewPage() {
  const { t } = useLingui()
  const locale = useLocale()
  const query = useQuery(overviewQuery)
  const overview = query.data
  const can = useCan()
  const jobs = can('jobs:read')
  return (
    <ModulePage
      title={t`Overview`}
      description={dateTime(useNow(30_000), locale, 'full')}
      notice={overview && <NodeAlarm nodes={overview.nodes} />}
      query={query}
      skeleton={<OverviewSkeleton />}
    >
      {overview && (
        <>
          {can('settings:manage') && <ChecklistCard />}
          <Tiles overview={overview} />
          {overview.counted_at && <CountedAt at={overview.counted_at} />}
          <FailuresCard overview={overview} />
          <div className={jobs ? 'cols' : undefined}>
            {overview.nodes && <NodesCard nodes={overview.nodes} />}
            {jobs && <QueueCard />}
          </div>
          <Suspense fallback={<CardSkeleton lines={8} />}>
            <TrendsSection />
          </Suspense>
        </>
      )}
    </ModulePage>
  )
}

function CountedAt({ at }: { at: string }) {
  return (
    <p className="small muted">
      <Trans>
        Totals over many rows were counted <RelativeTime at={at} />
      </Trans>
    </p>
  )
}

function NodeAlarm({ nodes }: { nodes: Overview['nodes'] }) {
  const can = useCan()
  const silent = (nodes ?? []).filter((node) => node.state === 'unreachable')
  const [first] = silent
  if (!first) return null
  const names = silent.map((node) => node.name).join(', ')
  return (
    <div className="notice notice--critical" role="alert">
      <IconAlertTriangle className="i" aria-hidden />
      <span className="grow">
        <Trans>
          <b>No answer from {names}.</b> Nothing new is placed there until it answers again.
        </Trans>
      </span>
      {can('nodes:read') && (
        <LinkButton
          size="sm"
          to={silent.length > 1 ? '/admin/nodes?state=unreachable' : `/admin/nodes/${first.id}`}
        >
          <Trans>View</Trans>
        </LinkButton>
      )}
    </div>
  )
}

function OverviewSkeleton() {
  return (
    <div className="stack">
      <div className="grid-3 tiles" aria-hidden="true">
        {['a', 'b', 'c', 'd', 'e', 'f'].map((tile) => (
          <div key={tile} className="card stat stat--skeleton">
            <span className="sk" />
          </div>
        ))}
      </div>
      <CardSkeleton lines={4} />
      <div className="cols">
        <CardSkeleton lines={5} />
        <CardSkeleton lines={4} />
      </div>
    </div>
  )
}

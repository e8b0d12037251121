import { Trans, useLingui } from '@lingui/react/macro'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { summaryQuery, useCan, useMe } from '~/auth/me'
import { ModulePage } from '~/design/patterns/ModulePage'
import { CardSkeleton, TableSkeleton } from '~/design/patterns/Skeleton'
import { LinkButton } from '~/design/primitives/LinkButton'
import { latestNotificationsQuery, latestServicesQuery, nextChargesQuery } from '../api'
import { ActivityCard } from '../components/ActivityCard'
import { Attention, useAttentionKnown } from '../components/Attention'
import { MoneyCard } from '../components/MoneyCard'
import { ServicesCard } from '../components/ServicesCard'
import { Tiles } from '../components/Tiles'
import { Welcome } from '../components/Welcome'

export default function DashboardPage() {
  const { t } = useLingui()
  const me = useMe()
  const can = useCan()
  const summary = useQuery(summaryQuery)
  // The cards come with the summary: what they show is asked for beside it, not after it.
  useQuery({ ...latestNotificationsQuery, notifyOnChangeProps: [] })
  useQuery({ ...latestServicesQuery, enabled: can('services:read'), notifyOnChangeProps: [] })
  useQuery({ ...nextChargesQuery, enabled: can('billing:read'), notifyOnChangeProps: [] })
  const known = useAttentionKnown()
  const query = known ? summary : { ...summary, data: undefined }
  const isNew = query.data?.services.total === 0
  return (
    <ModulePage
      title={t`Overview`}
      description={me?.account?.name ?? '\u00A0'}
      actions={
        <LinkButton to="/panel/order" variant={isNew ? 'secondary' : 'primary'} icon={IconPlus}>
          <Trans>Order a service</Trans>
        </LinkButton>
      }
      notice={isNew && <Attention />}
      query={query}
      skeleton={<DashboardSkeleton />}
      isEmpty={isNew}
      empty={<Welcome />}
    >
      <div className="stack stack--lg">
        {/* Comes with the content, in the skeleton's place: above it, it would push that down. */}
        <Attention />
        <Tiles />
        <div className="cols">
          <div className="stack">
            {can('services:read') && <ServicesCard />}
            <ActivityCard />
          </div>
          {can('billing:read') && <MoneyCard />}
        </div>
      </div>
    </ModulePage>
  )
}

function DashboardSkeleton() {
  return (
    <div className="stack stack--lg">
      <div className="grid-4">
        {['a', 'b', 'c', 'd'].map((tile) => (
          <div className="card stat" key={tile} aria-hidden="true">
            <span className="stat__label">
              <span className="sk sk--label" />
            </span>
            <span className="stat__value">
              <span className="sk sk--value" />
            </span>
            <span className="stat__note">
              <span className="sk sk--label" />
            </span>
          </div>
        ))}
      </div>
      <div className="cols">
        <TableSkeleton rows={4} />
        <CardSkeleton lines={6} />
      </div>
    </div>
  )
}

import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { Chart, type ChartMark } from '~/design/patterns/Chart'
import { CopyButton } from '~/design/patterns/CopyButton'
import { ErrorState } from '~/design/patterns/ErrorState'
import { Money } from '~/design/patterns/Money'
import { Card } from '~/design/primitives/Card'
import { Segmented } from '~/design/primitives/Segmented'
import { operationLabel } from '~/design/status/operation'
import { useLocale } from '~/i18n/useLocale'
import { dateTime, memory, percent } from '~/lib/format'
import { type MetricsRange, metricsQuery, operationsQuery, type Service } from '../api'
import { hostOf } from './address'
import { ChecksCard } from './ChecksCard'
import { RunningOperation } from './OperationView'

export function OverviewTab({ service }: { service: Service }) {
  return (
    <>
      <RunningOperation service={service} />
      <div className="cols">
        <div className="stack">
          <Load service={service} />
          <ChecksCard service={service} />
        </div>
        <div className="stack">
          <Connection service={service} />
          <Payment service={service} />
        </div>
      </div>
    </>
  )
}

function Load({ service }: { service: Service }) {
  const { t } = useLingui()
  const locale = useLocale()
  const [range, setRange] = useState<MetricsRange>('1h')
  const query = useQuery(metricsQuery(service.id, range))
  const { data } = query
  const marks = useMarks(service.id, data?.at)
  return (
    <>
      <div className="row row--between row--wrap">
        <h2>
          <Trans>Load</Trans>
        </h2>
        <Segmented
          small
          label={t`Period`}
          value={range}
          onChange={setRange}
          options={[
            { value: '1h', label: t`1 h` },
            { value: '6h', label: t`6 h` },
            { value: '24h', label: t`24 h` },
            { value: '7d', label: t`7 d` },
          ]}
        />
      </div>
      {query.isError && !data && (
        <div className="card">
          <ErrorState query={query} />
        </div>
      )}
      <div className="grid-2" aria-busy={query.isFetching || undefined}>
        <Chart
          title={t`CPU`}
          unit="%"
          at={data?.at ?? empty}
          values={data?.cpu_percent ?? empty}
          marks={marks}
          format={(value) => percent(value, locale, value < 10 ? 1 : 0)}
        />
        <Chart
          title={t`Memory`}
          unit="MB"
          at={data?.at ?? empty}
          values={data?.memory_mb ?? empty}
          max={service.memory_mb * 1.1}
          limit={{ value: service.memory_mb, label: t`limit of the plan` }}
          marks={marks}
          format={(value) => memory(value, locale)}
        />
      </div>
    </>
  )
}

const empty: number[] = []
const MAX_MARKS = 3

/** The latest things done to the service inside the time shown: they explain many a step. */
function useMarks(serviceId: string, at: number[] | undefined): ChartMark[] {
  const { i18n } = useLingui()
  const { data } = useQuery(operationsQuery(serviceId))
  return useMemo(() => {
    const first = at?.[0] ?? Number.POSITIVE_INFINITY
    const done = (data?.items ?? []).flatMap(({ id, kind, finished_at }) => {
      const second = finished_at ? Date.parse(finished_at) / 1000 : 0
      return second >= first ? [{ id, at: second, label: i18n._(operationLabel(kind)) }] : []
    })
    return done.slice(0, MAX_MARKS).reverse()
  }, [data, at, i18n])
}

function Connection({ service }: { service: Service }) {
  const { t } = useLingui()
  return (
    <Card title={t`Address`}>
      {service.address ? (
        <dl className="kv kv--stack">
          <div>
            <dt>
              <Trans>Site</Trans>
            </dt>
            <dd>
              <CopyButton value={service.address} shown={hostOf(service.address)} />
            </dd>
          </div>
          {service.node_name && (
            <div>
              <dt>
                <Trans>Node</Trans>
              </dt>
              <dd className="mono">{service.node_name}</dd>
            </div>
          )}
        </dl>
      ) : (
        <p className="small second">
          <Trans>The address appears once the service is deployed.</Trans>
        </p>
      )}
    </Card>
  )
}

function Payment({ service }: { service: Service }) {
  const { t } = useLingui()
  const locale = useLocale()
  return (
    <Card title={t`Payment`}>
      <dl className="kv">
        <div>
          <dt>{service.plan_name}</dt>
          <dd>
            <Money value={service.price} />
            {service.price && (
              <span className="muted"> {service.period === 'hour' ? t`an hour` : t`a month`}</span>
            )}
          </dd>
        </div>
        <div>
          <dt>
            <Trans>Paid until</Trans>
          </dt>
          <dd>{service.paid_through ? dateTime(service.paid_through, locale, 'date') : '—'}</dd>
        </div>
      </dl>
    </Card>
  )
}

import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useSearchParams } from 'react-router'
import { useCan } from '~/auth/me'
import { Chart } from '~/design/patterns/Chart'
import { ErrorState } from '~/design/patterns/ErrorState'
import { RelativeTime } from '~/design/patterns/RelativeTime'
import { Segmented } from '~/design/primitives/Segmented'
import { useLocale } from '~/i18n/useLocale'
import { money, number } from '~/lib/format'
import { type TrendRange, type Trends, trendRanges, trendsQuery } from '../api'
import { TrendChange } from './TrendChange'

type Trend = Trends['orders']

/** The range lives in the address: a link shows what its sender saw. */
function useTrendRange(): [TrendRange, (range: TrendRange) => void] {
  const [search, setSearch] = useSearchParams()
  const range = trendRanges.find((known) => known === search.get('range')) ?? '30d'
  const change = (next: TrendRange) =>
    setSearch(
      (before) => {
        before.set('range', next)
        return before
      },
      { replace: true },
    )
  return [range, change]
}

/** How the business goes, day by day, beside the period before. */
export default function TrendsSection() {
  const { t } = useLingui()
  const [range, setRange] = useTrendRange()
  const query = useQuery(trendsQuery(range))
  return (
    <section className="stack" aria-label={t`Trends`}>
      <div className="row row--between row--wrap">
        <h2>
          <Trans>Trends</Trans>
        </h2>
        <Segmented
          small
          label={t`Period`}
          value={range}
          onChange={setRange}
          options={[
            { value: '7d', label: t`7 d` },
            { value: '30d', label: t`30 d` },
            { value: '90d', label: t`90 d` },
            { value: '1y', label: t`1 y` },
          ]}
        />
      </div>
      {query.isError && !query.data ? (
        <div className="card">
          <ErrorState query={query} />
        </div>
      ) : (
        <>
          <div className="grid-2 graphs" aria-busy={query.isFetching || undefined}>
            <Graphs trends={query.data} />
          </div>
          {query.data && <CountedAt at={query.data.counted_at} />}
        </>
      )}
    </section>
  )
}

function CountedAt({ at }: { at: string | null }) {
  return (
    <p className="small muted">
      {at ? (
        <Trans>
          Days begin at midnight UTC, and today is not over yet. Counted <RelativeTime at={at} />
        </Trans>
      ) : (
        <Trans>Days are counted once a minute by a worker; none has been counted yet.</Trans>
      )}
    </p>
  )
}

function Graphs({ trends }: { trends: Trends | undefined }) {
  const { t } = useLingui()
  const locale = useLocale()
  const can = useCan()
  const days = trends?.days
  const at = useMemo(() => days?.map((day) => Date.parse(day) / 1000) ?? [], [days])
  const count = (value: number) => number(value, locale)
  const common = { at, format: count }
  /** Before the answer there is room for every graph that will come. */
  const offered = (trend: unknown, permission: Parameters<typeof can>[0]) =>
    trends ? trend !== null : can(permission)
  const revenue = trends?.revenue?.length ? trends.revenue : [undefined]
  return (
    <>
      {offered(trends?.revenue, 'billing:read') &&
        revenue.map((trend) => (
          <TrendGraph
            key={trend?.currency ?? ''}
            {...common}
            title={
              revenue.length > 1 ? t`Money received, ${trend?.currency ?? ''}` : t`Money received`
            }
            trend={trends && (trend ?? nothing)}
            format={(amount) =>
              trend ? money({ amount, currency: trend.currency }, locale) : count(amount)
            }
            empty={t`No money was received or refunded in these days, nor in as many before them.`}
          />
        ))}
      <TrendGraph
        {...common}
        title={t`Orders`}
        trend={trends?.orders}
        empty={t`Nobody ordered in these days, nor in as many before them.`}
      />
      {offered(trends?.sign_ups, 'accounts:read') && (
        <TrendGraph
          {...common}
          title={t`New customers`}
          trend={trends?.sign_ups ?? undefined}
          empty={t`Nobody signed up in these days, nor in as many before them.`}
        />
      )}
      {offered(trends?.failed_operations, 'services:read') && (
        <TrendGraph
          {...common}
          title={t`Failed operations`}
          trend={trends?.failed_operations ?? undefined}
          empty={t`No operation failed in these days, nor in as many before them.`}
        />
      )}
      {offered(trends?.failed_payments, 'billing:read') && (
        <TrendGraph
          {...common}
          title={t`Failed payments`}
          trend={trends?.failed_payments ?? undefined}
          empty={t`No payment failed in these days, nor in as many before them.`}
        />
      )}
    </>
  )
}

const nothing: Trend = { values: [], previous: [], total: 0, previous_total: 0 }

interface Props {
  title: string
  at: number[]
  trend: Trend | undefined
  format: (value: number) => string
  empty: string
}

function TrendGraph({ trend, empty, format, ...rest }: Props) {
  const { t } = useLingui()
  const { values, previous, previous_total } = trend ?? nothing
  const moved = [...values, ...previous].some((value) => value !== 0)
  return (
    <Chart
      {...rest}
      daily
      unit=""
      format={format}
      values={values}
      name={t`this period`}
      second={{ name: t`the period before: ${format(previous_total)}`, values: previous }}
      empty={trend && !moved ? empty : undefined}
      summary={trend && moved ? <TrendChange trend={trend} format={format} /> : <b />}
    />
  )
}

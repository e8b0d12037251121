import { Trans, useLingui } from '@lingui/react/macro'
import type { UseQueryResult } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Schema } from '~/api/client'
import { useLocale } from '~/i18n/useLocale'
import { byteRate, memory, percent } from '~/lib/format'
import { Segmented } from '../primitives/Segmented'
import { operationLabel } from '../status/operation'
import { Chart, type ChartMark } from './Chart'
import { ErrorState } from './ErrorState'
import type { MetricsRange } from './metricsRange'

type Metrics = Schema<'MetricsRead'>
type Done = Pick<Schema<'OperationRead'>, 'id' | 'kind' | 'finished_at'>
type Size = Pick<Schema<'ServiceRead'>, 'memory_mb' | 'disk_gb'>

interface Props {
  service: Size
  query: UseQueryResult<Metrics>
  range: MetricsRange
  setRange: (range: MetricsRange) => void
  /** What was done to the service lately, for the marks. */
  operations: Done[] | undefined
}

/** What the service uses; what its node does not measure is not offered. */
export function LoadGraphs({ service, query, range, setRange, operations }: Props) {
  const locale = useLocale()
  return (
    <>
      <div className="row row--between row--wrap">
        <h2>
          <Trans>Load</Trans>
        </h2>
        <Ranges range={range} onChange={setRange} />
      </div>
      {query.isError && !query.data && (
        <div className="card">
          <ErrorState query={query} />
        </div>
      )}
      <div className="grid-2 graphs" aria-busy={query.isFetching || undefined}>
        <Graphs service={service} data={query.data} operations={operations} locale={locale} />
      </div>
    </>
  )
}

interface GraphsProps {
  service: Size
  data: Metrics | undefined
  operations: Done[] | undefined
  locale: 'ru' | 'en'
}

function Graphs({ service, data, operations, locale }: GraphsProps) {
  const { t } = useLingui()
  const marks = useMarks(operations, data?.at)
  const common = { at: data?.at ?? empty, marks }
  const inMemory = (value: number) => memory(value, locale)
  const aSecond = (value: number) => byteRate(value, locale)
  return (
    <>
      <Chart
        {...common}
        title={t`CPU`}
        unit="%"
        values={data?.cpu_percent ?? empty}
        format={(value) => percent(value, locale, value < 10 ? 1 : 0)}
      />
      <Chart
        {...common}
        title={t`Memory`}
        unit="MB"
        values={data?.memory_mb ?? empty}
        max={service.memory_mb * 1.1}
        limit={{ value: service.memory_mb, label: t`limit of the plan` }}
        format={inMemory}
        least={1}
      />
      {offered(data, data?.network_in_rate) && (
        <Chart
          {...common}
          title={t`Network`}
          unit="kB/s"
          name={t`in`}
          values={data?.network_in_rate ?? empty}
          second={{ name: t`out`, values: data?.network_out_rate ?? empty }}
          format={aSecond}
          least={100}
        />
      )}
      {offered(data, data?.disk_mb) && (
        <Chart
          {...common}
          title={t`Disk`}
          unit="MB"
          values={data?.disk_mb ?? empty}
          limit={{ value: service.disk_gb * 1024, label: t`limit of the plan` }}
          format={inMemory}
          least={1}
        />
      )}
      {offered(data, data?.disk_read_rate) && (
        <Chart
          {...common}
          title={t`Disk activity`}
          unit="kB/s"
          name={t`read`}
          values={data?.disk_read_rate ?? empty}
          second={{ name: t`written`, values: data?.disk_write_rate ?? empty }}
          format={aSecond}
          least={100}
        />
      )}
    </>
  )
}

const empty: number[] = []

/** Before the answer there is room for every graph, so that nothing moves when it comes. */
function offered(data: Metrics | undefined, values: unknown[] | null | undefined): boolean {
  return !data || Boolean(values)
}

interface RangesProps {
  range: MetricsRange
  onChange: (range: MetricsRange) => void
}

function Ranges({ range, onChange }: RangesProps) {
  const { t } = useLingui()
  return (
    <Segmented
      small
      label={t`Period`}
      value={range}
      onChange={onChange}
      options={[
        { value: '1h', label: t`1 h` },
        { value: '6h', label: t`6 h` },
        { value: '1d', label: t`1 d` },
        { value: '1w', label: t`1 w` },
        { value: '1mo', label: t`1 mo` },
        { value: '1y', label: t`1 y` },
      ]}
    />
  )
}

const MAX_MARKS = 3

/** The latest things done to the service inside the time shown: they explain many a step. */
function useMarks(operations: Done[] | undefined, at: number[] | undefined): ChartMark[] {
  const { i18n } = useLingui()
  return useMemo(() => {
    const first = at?.[0] ?? Number.POSITIVE_INFINITY
    const done = (operations ?? []).flatMap(({ id, kind, finished_at }) => {
      const second = finished_at ? Date.parse(finished_at) / 1000 : 0
      return second >= first ? [{ id, at: second, label: i18n._(operationLabel(kind)) }] : []
    })
    return done.slice(0, MAX_MARKS).reverse()
  }, [operations, at, i18n])
}

import { Trans, useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useState } from 'react'
import { useLocale } from '~/i18n/useLocale'
import { dateTime } from '~/lib/format'
import { Button } from '../primitives/Button'

export interface ChartProps {
  title: string
  unit: string
  /** Unix seconds. */
  at: number[]
  /** `null` is no data: it is drawn as a gap, never as zero. */
  values: (number | null)[]
  /** The top of the scale; the data's own maximum when it is not given. */
  max?: number
  format: (value: number) => string
  /** What the value must stay under: a dashed line with its name below the graph. */
  limit?: { value: number; label: string }
  /** What was done meanwhile, at unix seconds: upright lines, listed below the graph. */
  marks?: ChartMark[]
}

export interface ChartMark {
  id: string
  at: number
  label: string
}

const ChartCanvas = lazy(() => import('./ChartCanvas'))

/** A graph with its latest value, and the same numbers as a table for who cannot see it. */
export function Chart(props: ChartProps) {
  const { t } = useLingui()
  const [asTable, setAsTable] = useState(false)
  const latest = props.values.findLast((value) => value !== null)
  const gaps = props.values.some((value) => value === null)
  return (
    <figure className="card graph" aria-label={props.title}>
      <figcaption className="graph__head">
        <h3>{props.title}</h3>
        <b>{latest === undefined || latest === null ? '—' : props.format(latest)}</b>
      </figcaption>
      <div className="graph__plot">
        {asTable ? (
          <ChartTable {...props} />
        ) : (
          <Suspense fallback={<span className="sk graph__skeleton" />}>
            <ChartCanvas {...props} />
          </Suspense>
        )}
      </div>
      <div className="graph__foot">
        {(props.marks || props.limit || gaps) && <Legend {...props} gaps={gaps} />}
        <Button
          size="sm"
          variant="ghost"
          aria-pressed={asTable}
          onClick={() => setAsTable(!asTable)}
        >
          {asTable ? t`Show as a graph` : t`Show as a table`}
        </Button>
      </div>
    </figure>
  )
}

/** The marks are named in time order; the graph itself cannot be read aloud. */
function Legend({ at, limit, marks, gaps }: ChartProps & { gaps: boolean }) {
  const locale = useLocale()
  const days = (at.at(-1) ?? 0) - (at[0] ?? 0) > 86_400
  return (
    <span className="legend">
      {limit && (
        <span>
          <i className="legend__limit" />
          {limit.label}
        </span>
      )}
      {marks?.map((mark) => (
        <span key={mark.id} title={dateTime(mark.at * 1000, locale, 'full')}>
          <i className="legend__mark" />
          {mark.label} {dateTime(mark.at * 1000, locale, days ? 'axis' : 'time')}
        </span>
      ))}
      {gaps && (
        <span>
          <i className="legend__gap" />
          <Trans>no data</Trans>
        </span>
      )}
    </span>
  )
}

const tableSize = 48

/** A reader has no use for a thousand rows: one of each few, the newest of them that has a value. */
function tableRows(values: ChartProps['values']): number[] {
  const step = Math.max(1, Math.ceil(values.length / tableSize))
  const groups = Array.from({ length: Math.ceil(values.length / step) }, (_, group) => {
    const first = group * step
    return Array.from({ length: Math.min(step, values.length - first) }, (_one, i) => first + i)
  })
  return groups.map((group) => group.findLast((index) => values[index] != null) ?? group[0] ?? 0)
}

function ChartTable({ title, at, values, format }: ChartProps) {
  const locale = useLocale()
  const { t } = useLingui()
  const rows = tableRows(values)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keys.
    <section className="graph__table" tabIndex={0} aria-label={title}>
      <table className="table table--compact">
        <thead>
          <tr>
            <th scope="col">
              <Trans>Time</Trans>
            </th>
            <th scope="col" className="r">
              {title}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((index) => {
            const value = values[index]
            return (
              <tr key={at[index]}>
                <td className="num">{dateTime((at[index] ?? 0) * 1000, locale, 'axis')}</td>
                <td className="num r">
                  {value === null || value === undefined ? t`no data` : format(value)}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}

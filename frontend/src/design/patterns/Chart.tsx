import { Trans, useLingui } from '@lingui/react/macro'
import { IconChartLine, IconTable } from '@tabler/icons-react'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import { useLocale } from '~/i18n/useLocale'
import { dateTime } from '~/lib/format'
import { IconButton } from '../primitives/IconButton'

export interface ChartProps {
  title: string
  unit: string
  /** Unix seconds. */
  at: number[]
  /** `null` is no data: it is drawn as a gap, never as zero. */
  values: (number | null)[]
  /** What the first line is called where there are two. */
  name?: string
  /** Another line on the same scale, such as what goes out beside what comes in. */
  second?: { name: string; values: (number | null)[] }
  /** The top of the scale; the data's own maximum when it is not given. */
  max?: number
  format: (value: number) => string
  /** The smallest difference that `format` shows: no two labels of the scale read alike. */
  least?: number
  /** What the value must stay under: a dashed line with its name below the graph. */
  limit?: { value: number; label: string }
  /** Whole numbers of whole days of UTC, each a sum: every day is a row of the table. */
  daily?: boolean
  /** What stands beside the title instead of the latest value. */
  summary?: ReactNode
  /** Said in place of the graph where there is nothing to draw. */
  empty?: string | undefined
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
  const { summary, empty } = props
  const gaps = linesOf(props).some(({ values }) => values.some((value) => value === null))
  return (
    <figure className="card graph" aria-label={props.title}>
      <figcaption className="graph__head">
        <h3>{props.title}</h3>
        {summary ??
          linesOf(props).map((line) => <Latest key={line.name} {...line} format={props.format} />)}
        {!empty && (
          <IconButton
            small
            label={asTable ? t`Show as a graph` : t`Show as a table`}
            aria-pressed={asTable}
            onClick={() => setAsTable(!asTable)}
          >
            {asTable ? <IconChartLine size={16} /> : <IconTable size={16} />}
          </IconButton>
        )}
      </figcaption>
      <div className="graph__plot">
        {empty ? (
          <p className="graph__empty">{empty}</p>
        ) : asTable ? (
          <ChartTable {...props} />
        ) : (
          <Suspense fallback={<span className="sk graph__skeleton" />}>
            <ChartCanvas {...props} />
          </Suspense>
        )}
      </div>
      <div className="graph__foot">{!empty && <Legend {...props} gaps={gaps} />}</div>
    </figure>
  )
}

interface Line {
  name: string
  values: (number | null)[]
}

function linesOf({ name = '', values, second }: ChartProps): Line[] {
  return second ? [{ name, values }, second] : [{ name, values }]
}

function Latest({ name, values, format }: Line & Pick<ChartProps, 'format'>) {
  const latest = currentValue(values)
  return (
    <b>
      {name && <small>{name} </small>}
      {latest === null ? '—' : format(latest)}
    </b>
  )
}

/** The last bucket may still be filling: older than the two before it is no value of now. */
const currentBuckets = 3

export function currentValue(values: ChartProps['values']): number | null {
  return values.slice(-currentBuckets).findLast((value) => value !== null) ?? null
}

/** All of it, in two rows where the card is narrow; the room for both is there from the start. */
function Legend({ gaps, ...props }: ChartProps & { gaps: boolean }) {
  const { limit, marks, second, name } = props
  const locale = useLocale()
  return (
    <span className="legend">
      {second && (
        <>
          <span>
            <i className="legend__line" />
            {name}
          </span>
          <span>
            <i className="legend__line legend__line--second" />
            {second.name}
          </span>
        </>
      )}
      {limit && (
        <span>
          <i className="legend__limit" />
          {limit.label}
        </span>
      )}
      {gaps && (
        <span>
          <i className="legend__gap" />
          <Trans>no data</Trans>
        </span>
      )}
      {marks?.map((mark) => (
        <span key={mark.id} title={dateTime(mark.at * 1000, locale, 'full')}>
          <i className="legend__mark" />
          {mark.label}
        </span>
      ))}
    </span>
  )
}

/** From here on a bucket is a day or most of one: the hour would say nothing. */
const LONG_SECONDS = 60 * 86_400
const tableSize = 48

function spanOf(at: number[]): number {
  return (at.at(-1) ?? 0) - (at[0] ?? 0)
}

/** A reader has no use for a thousand rows: one of each few, the newest of them that has a value. */
function tableRows({ values, daily }: ChartProps): number[] {
  if (daily) return [...values.keys()]
  const step = Math.max(1, Math.ceil(values.length / tableSize))
  const groups = Array.from({ length: Math.ceil(values.length / step) }, (_, group) => {
    const first = group * step
    return Array.from({ length: Math.min(step, values.length - first) }, (_one, i) => first + i)
  })
  return groups.map((group) => group.findLast((index) => values[index] != null) ?? group[0] ?? 0)
}

function ChartTable(props: ChartProps) {
  const { title, at, daily, format, marks = [] } = props
  const locale = useLocale()
  const { t } = useLingui()
  const rows = tableRows(props)
  const lines = linesOf(props)
  const shape = daily || spanOf(at) > LONG_SECONDS ? 'date' : 'axis'
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keys.
    <section className="graph__table" tabIndex={0} aria-label={title}>
      <table className="table table--compact">
        <thead>
          <tr>
            <th scope="col">{daily ? <Trans>Day</Trans> : <Trans>Time</Trans>}</th>
            {lines.map((line) => (
              <th key={line.name} scope="col" className="r">
                {line.name || title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((index, row) => {
            const since = at[rows[row - 1] ?? -1] ?? 0
            const done = marks.filter((mark) => mark.at > since && mark.at <= (at[index] ?? 0))
            return (
              <tr key={at[index]}>
                <td className="num">
                  {dateTime((at[index] ?? 0) * 1000, locale, shape, daily ? 'UTC' : undefined)}
                  {done.map((mark) => (
                    <small key={mark.id}> · {mark.label}</small>
                  ))}
                </td>
                {lines.map((line) => {
                  const value = line.values[index]
                  return (
                    <td key={line.name} className="num r">
                      {value === null || value === undefined ? t`no data` : format(value)}
                    </td>
                  )
                })}
              </tr>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}

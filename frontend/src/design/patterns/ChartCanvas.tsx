import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { useLocale } from '~/i18n/useLocale'
import { dateTime, timeZone } from '~/lib/format'
import { useShownScheme } from '../themeChoice'
import type { ChartProps } from './Chart'

const height = 150

/** An upright or level line over the plot, in CSS pixels times the device's ratio as uPlot draws. */
function line(plot: uPlot, from: [number, number], to: [number, number], stroke: string): void {
  const { ctx } = plot
  ctx.save()
  ctx.strokeStyle = stroke
  ctx.lineWidth = devicePixelRatio
  ctx.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio])
  ctx.beginPath()
  ctx.moveTo(...from)
  ctx.lineTo(...to)
  ctx.stroke()
  ctx.restore()
}

/** The limit and the marks, above the curve; what lies outside of the scales is left out. */
function overlay(plot: uPlot, { limit, marks }: Pick<ChartProps, 'limit' | 'marks'>): void {
  const { left, top, width, height: tall } = plot.bbox
  if (limit) {
    const y = plot.valToPos(limit.value, 'y', true)
    if (y >= top) line(plot, [left, y], [left + width, y], colour('--critical-solid'))
  }
  for (const { at } of marks ?? []) {
    const x = plot.valToPos(at, 'x', true)
    if (x < left || x > left + width) continue
    line(plot, [x, top], [x, top + tall], colour('--chart-mark'))
  }
}

/** A canvas knows no CSS names: the colours are read when it is drawn, and again per theme. */
function colour(name: string): string {
  const probe = document.createElement('span')
  probe.style.color = `var(${name})`
  document.body.append(probe)
  const value = getComputedStyle(probe).color
  probe.remove()
  return value
}

const font = '10.5px system-ui, sans-serif'
const narrow = 44

/** How wide the widest of the labels is in CSS pixels, so that none is cut. */
function widest(plot: uPlot, labels: readonly string[] | null): number {
  const { ctx } = plot
  ctx.save()
  ctx.font = font
  const widths = (labels ?? []).map((label) => ctx.measureText(label ?? '').width)
  ctx.restore()
  return Math.ceil(Math.max(0, ...widths))
}

/** Steps between the labels of whole days, and of whole numbers of the least difference. */
const days = [1, 2, 7, 14, 28, 56, 91].map((many) => many * 86_400)
const whole = Array.from({ length: 15 }, (_, power) =>
  [1, 2, 5].map((n) => Number(`${n}e${power}`)),
).flat()

type Labels = NonNullable<Exclude<uPlot.Axis['values'], string | unknown[]>>

function axis(values: Labels, size: uPlot.Axis.Size, lines: boolean): uPlot.Axis {
  const line = colour('--chart-grid')
  return {
    stroke: colour('--content-muted'),
    font,
    size,
    gap: 6,
    grid: { show: lines, stroke: line, width: 1 },
    ticks: { show: false },
    values,
  }
}

export default function ChartCanvas(props: ChartProps) {
  const { at, values, max, format, title, limit, marks, name, second, daily } = props
  const least = props.least ?? (daily ? 1 : 0)
  const box = useRef<HTMLDivElement>(null)
  const locale = useLocale()
  const scheme = useShownScheme()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the scheme decides the colours.
  useEffect(() => {
    const host = box.current
    if (!host) return
    const long = (at.at(-1) ?? 0) - (at[0] ?? 0) > 2 * 86_400
    const accent = colour('--chart-1')
    const zone = daily ? 'UTC' : timeZone()
    const moment = (tick: number) => dateTime(tick * 1000, locale, long ? 'tick' : 'time', zone)
    const lines = [values, ...(second ? [second.values] : [])]
    const plot = new uPlot(
      {
        width: host.clientWidth,
        height,
        tzDate: (second) => uPlot.tzDate(new Date(second * 1000), zone),
        // The last label stands around the last moment: half of it needs room to the right.
        padding: [8, (self) => widest(self, [moment(at.at(-1) ?? 0)]) / 2 + 4, 0, 0],
        legend: { show: false },
        cursor: { points: { size: 7, fill: accent }, y: false },
        scales: {
          x: { time: true },
          y: {
            range: (_self, low, high) => [
              Math.min(low * 1.15, 0),
              max ?? Math.max(high * 1.15, least || 1),
            ],
          },
        },
        axes: [
          {
            ...axis((_self, ticks) => ticks.map(moment), 26, false),
            ...(daily && { incrs: days, space: 64 }),
          },
          {
            ...axis(
              (_self, ticks) => ticks.map(format),
              (self, labels) => Math.max(narrow, widest(self, labels) + 12),
              true,
            ),
            ...(least && { incrs: whole.map((step) => step * least) }),
          },
        ],
        series: [
          {},
          {
            label: name ?? title,
            stroke: accent,
            width: 1.5,
            fill: accent.replace(')', ' / 8%)').replace('rgb(', 'rgb(').replaceAll(', ', ' '),
            spanGaps: false,
            points: { show: false },
          },
          ...(second
            ? [
                {
                  label: second.name,
                  stroke: colour('--chart-2'),
                  width: 1.5,
                  dash: [5, 3],
                  spanGaps: false,
                  points: { show: false },
                },
              ]
            : []),
        ],
        hooks: {
          draw: [(self) => overlay(self, { ...(limit && { limit }), ...(marks && { marks }) })],
          setCursor: [(self) => hint(self, host, props, lines, locale)],
        },
      },
      [at, ...lines],
      host,
    )
    const observer = new ResizeObserver(() => plot.setSize({ width: host.clientWidth, height }))
    observer.observe(host)
    return () => {
      observer.disconnect()
      plot.destroy()
    }
  }, [at, values, max, format, title, limit?.value, marks, second?.values, locale, scheme])
  return (
    <div className="graph__canvas" ref={box} aria-hidden="true">
      <output className="graph__hint" />
    </div>
  )
}

const nearPixels = 5

function hint(
  plot: uPlot,
  host: HTMLDivElement,
  { at, format, marks, daily }: ChartProps,
  lines: (number | null)[][],
  locale: 'ru' | 'en',
): void {
  const label = host.querySelector<HTMLElement>('.graph__hint')
  const index = plot.cursor.idx
  if (!label) return
  const second = index === null || index === undefined ? undefined : at[index]
  if (second === undefined || (plot.cursor.left ?? -1) < 0) {
    label.textContent = ''
    return
  }
  const shown = lines.map((values) => {
    const value = values[index ?? 0]
    return value === null || value === undefined ? '—' : format(value)
  })
  const left = plot.cursor.left ?? 0
  const near = marks?.filter((mark) => Math.abs(plot.valToPos(mark.at, 'x') - left) < nearPixels)
  const done = near?.map((mark) => ` · ${mark.label}`).join('') ?? ''
  const when = dateTime(second * 1000, locale, daily ? 'day' : 'axis', daily ? 'UTC' : undefined)
  label.textContent = `${when}  ${shown.join(' / ')}${done}`
}

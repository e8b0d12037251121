import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { useLocale } from '~/i18n/useLocale'
import { dateTime, timeZone } from '~/lib/format'
import { shownScheme, useTheme } from '../themeChoice'
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

function axis(values: uPlot.Axis['values'], size: number, lines: boolean): uPlot.Axis {
  const line = colour('--chart-grid')
  return {
    stroke: colour('--content-muted'),
    font: '10.5px system-ui, sans-serif',
    size,
    gap: 6,
    grid: { show: lines, stroke: line, width: 1 },
    ticks: { show: false },
    ...(values && { values }),
  }
}

export default function ChartCanvas(props: ChartProps) {
  const { at, values, max, format, title, limit, marks } = props
  const box = useRef<HTMLDivElement>(null)
  const locale = useLocale()
  const theme = useTheme()
  const scheme = shownScheme()
  // biome-ignore lint/correctness/useExhaustiveDependencies: theme and scheme decide the colours.
  useEffect(() => {
    const host = box.current
    if (!host) return
    const long = (at.at(-1) ?? 0) - (at[0] ?? 0) > 2 * 86_400
    const accent = colour('--chart-1')
    const plot = new uPlot(
      {
        width: host.clientWidth,
        height,
        tzDate: (second) => uPlot.tzDate(new Date(second * 1000), timeZone()),
        padding: [8, 18, 0, 0],
        legend: { show: false },
        cursor: { points: { size: 7, fill: accent }, y: false },
        scales: {
          x: { time: true },
          y: { range: (_self, _low, high) => [0, max ?? Math.max(high * 1.15, 1)] },
        },
        axes: [
          axis(
            (_self, ticks) =>
              ticks.map((tick) => dateTime(tick * 1000, locale, long ? 'day' : 'time')),
            26,
            false,
          ),
          axis((_self, ticks) => ticks.map(format), 56, true),
        ],
        series: [
          {},
          {
            label: title,
            stroke: accent,
            width: 1.5,
            fill: accent.replace(')', ' / 8%)').replace('rgb(', 'rgb(').replaceAll(', ', ' '),
            spanGaps: false,
            points: { show: false },
          },
        ],
        hooks: {
          draw: [(self) => overlay(self, { ...(limit && { limit }), ...(marks && { marks }) })],
          setCursor: [(self) => hint(self, host, at, values, format, locale)],
        },
      },
      [at, values],
      host,
    )
    const observer = new ResizeObserver(() => plot.setSize({ width: host.clientWidth, height }))
    observer.observe(host)
    return () => {
      observer.disconnect()
      plot.destroy()
    }
  }, [at, values, max, format, title, limit?.value, marks, locale, theme, scheme])
  return (
    <div className="graph__canvas" ref={box} aria-hidden="true">
      <output className="graph__hint" />
    </div>
  )
}

function hint(
  plot: uPlot,
  host: HTMLDivElement,
  at: number[],
  values: (number | null)[],
  format: (value: number) => string,
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
  const value = values[index ?? 0]
  const shown = value === null || value === undefined ? '—' : format(value)
  label.textContent = `${dateTime(second * 1000, locale, 'axis')}  ${shown}`
}

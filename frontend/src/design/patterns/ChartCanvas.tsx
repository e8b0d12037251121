import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { useLocale } from '~/i18n/useLocale'
import { dateTime } from '~/lib/format'
import { shownScheme, useTheme } from '../themeChoice'
import type { ChartProps } from './Chart'

const height = 150

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

export default function ChartCanvas({ at, values, max, format, title }: ChartProps) {
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
        padding: [8, 4, 0, 0],
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
        hooks: { setCursor: [(self) => hint(self, host, at, values, format, locale)] },
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
  }, [at, values, max, format, title, locale, theme, scheme])
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

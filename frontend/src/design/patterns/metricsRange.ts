import { useSearchParams } from 'react-router'

/** How far back graphs look: the word in the address, and the API's own. */
export const metricsRanges = {
  '1h': '1h',
  '6h': '6h',
  '1d': '24h',
  '1w': '7d',
  '1mo': '30d',
  '1y': '1y',
} as const
export type MetricsRange = keyof typeof metricsRanges

/** How often a graph asks again: one of a day or more changes slowly. */
export const metricsInterval = (range: MetricsRange) =>
  range === '1h' || range === '6h' ? 30_000 : 300_000

/** The range lives in the address: a link shows what its sender saw. */
export function useMetricsRange(): [MetricsRange, (range: MetricsRange) => void] {
  const [search, setSearch] = useSearchParams()
  const asked = search.get('range') ?? ''
  const range = asked in metricsRanges ? (asked as MetricsRange) : '1h'
  const change = (next: MetricsRange) =>
    setSearch(
      (before) => {
        before.set('range', next)
        return before
      },
      { replace: true },
    )
  return [range, change]
}

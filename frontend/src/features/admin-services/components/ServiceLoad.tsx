import { useQuery } from '@tanstack/react-query'
import { LoadGraphs } from '~/design/patterns/LoadGraphs'
import { useMetricsRange } from '~/design/patterns/metricsRange'
import { historyQuery, metricsQuery, type Service } from '../api'

/** The same graphs that the customer sees. */
export function ServiceLoad({ service }: { service: Service }) {
  const [range, setRange] = useMetricsRange()
  const query = useQuery(metricsQuery(service.id, range))
  const { data } = useQuery(historyQuery(service.id))
  return <LoadGraphs {...{ service, query, range, setRange }} operations={data?.items} />
}

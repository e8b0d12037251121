import { useQuery } from '@tanstack/react-query'
import { ServiceLog } from '~/design/patterns/ServiceLog'
import { logsQuery, type Service } from '../api'

export function LogsTab({ service }: { service: Service }) {
  return <ServiceLog hostname={service.hostname} query={useQuery(logsQuery(service.id))} />
}

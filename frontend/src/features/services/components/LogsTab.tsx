import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { ErrorState } from '~/design/patterns/ErrorState'
import { LogView } from '~/design/patterns/LogView'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { logsQuery, type Service } from '../api'

export function LogsTab({ service }: { service: Service }) {
  const { t } = useLingui()
  const query = useQuery(logsQuery(service.id))
  if (query.isError && !query.data) {
    return (
      <div className="card">
        <ErrorState query={query} />
      </div>
    )
  }
  if (!query.data) return <CardSkeleton lines={8} />
  return (
    <LogView
      title={t`Last 200 lines of ${service.hostname}`}
      fileName={`${service.hostname}.log`}
      lines={query.data.lines.map((text) => ({ text }))}
    />
  )
}

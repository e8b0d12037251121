import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Loaded } from '~/design/patterns/Loaded'
import { LogView } from '~/design/patterns/LogView'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { logsQuery, type Service } from '../api'

export function LogsTab({ service }: { service: Service }) {
  const { t } = useLingui()
  const query = useQuery(logsQuery(service.id))
  return (
    <Loaded query={query} skeleton={<CardSkeleton lines={8} />}>
      {({ lines }) => (
        <LogView
          title={t`Last 200 lines of ${service.hostname}`}
          fileName={`${service.hostname}.log`}
          lines={lines.map((text) => ({ text }))}
        />
      )}
    </Loaded>
  )
}

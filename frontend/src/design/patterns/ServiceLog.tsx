import { useLingui } from '@lingui/react/macro'
import type { Schema } from '~/api/client'
import { Loaded, type Loading } from './Loaded'
import { LogView } from './LogView'
import { CardSkeleton } from './Skeleton'

interface Props {
  hostname: string
  query: Loading<Schema<'LogsRead'>>
}

/** The end of what a service wrote; its query asks again every few seconds. */
export function ServiceLog({ hostname, query }: Props) {
  const { t } = useLingui()
  return (
    <Loaded query={query} skeleton={<CardSkeleton lines={8} />}>
      {({ lines }) => (
        <LogView
          title={t`Last 200 lines of ${hostname}`}
          fileName={`${hostname}.log`}
          lines={lines.map((text) => ({ text }))}
        />
      )}
    </Loaded>
  )
}

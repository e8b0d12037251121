import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { ModulePage } from '~/design/patterns/ModulePage'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { driversQuery } from '../api'
import { NodeForm } from '../components/NodeForm'

export default function RegisterPage() {
  const { t } = useLingui()
  const query = useQuery(driversQuery)
  return (
    <ModulePage
      title={t`Register a node`}
      description={t`A machine that runs customers' services. Test the connection before you save.`}
      query={query}
      skeleton={<CardSkeleton lines={8} />}
    >
      {query.data && <NodeForm node={null} />}
    </ModulePage>
  )
}

import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useParams } from 'react-router'
import { useNameCrumb } from '~/design/patterns/crumb'
import { ModulePage } from '~/design/patterns/ModulePage'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { driversQuery, nodeQuery } from '../api'
import { NodeForm } from '../components/NodeForm'

export default function EditPage() {
  const { t } = useLingui()
  const { nodeId = '' } = useParams()
  const query = useQuery(nodeQuery(nodeId))
  const drivers = useQuery(driversQuery)
  useNameCrumb(query.data?.name)
  return (
    <ModulePage
      title={query.data?.name ?? t`Node`}
      description={t`Names and addresses apply to new services; those that run keep theirs.`}
      query={query}
      skeleton={<CardSkeleton lines={8} />}
    >
      {query.data && drivers.data && <NodeForm key={query.data.id} node={query.data} />}
    </ModulePage>
  )
}

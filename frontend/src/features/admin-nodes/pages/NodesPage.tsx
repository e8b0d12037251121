import { Trans, useLingui } from '@lingui/react/macro'
import { IconStack2 } from '@tabler/icons-react'
import { ActionButton } from '~/actions/ActionButton'
import { usePagedQuery } from '~/api/query'
import { ListPage } from '~/design/patterns/ListPage'
import { nodeStatusStyles } from '~/design/staff/node'
import { register } from '../actions'
import { nodeQuery, nodesList } from '../api'
import { useNodeColumns } from '../components/columns'

const states = ['ready', 'maintenance', 'unreachable', 'registering', 'retired'] as const

export default function NodesPage() {
  const { t, i18n } = useLingui()
  const list = usePagedQuery(nodesList)
  const columns = useNodeColumns()
  return (
    <ListPage
      title={t`Nodes`}
      description={t`Machines that host services, and how much of each is reserved`}
      actions={<ActionButton action={register} subject={undefined} variant="primary" />}
      list={list}
      columns={columns}
      filters={[
        { search: t`Name, region or address` },
        {
          filter: 'state',
          label: t`Status`,
          empty: t`Any status`,
          options: states.map((value) => ({
            value,
            label: i18n._(nodeStatusStyles[value].label),
          })),
        },
      ]}
      csv
      rowTo={(node) => `/admin/nodes/${node.id}`}
      rowQuery={(node) => nodeQuery(node.id)}
      empty={{
        icon: IconStack2,
        title: t`No nodes yet`,
        text: (
          <Trans>
            Register the machine that runs your services, here or with{' '}
            <span className="code">hostwright register-node</span>: without a node nothing can be
            deployed.
          </Trans>
        ),
      }}
    />
  )
}

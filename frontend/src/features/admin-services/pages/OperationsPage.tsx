import { Trans, useLingui } from '@lingui/react/macro'
import { IconActivity } from '@tabler/icons-react'
import { usePagedQuery } from '~/api/query'
import { ListPage } from '~/design/patterns/ListPage'
import { operationLabel, operationStatusStyles } from '~/design/status/operation'
import { operationQuery, operationsList } from '../api'
import { useOperationColumns } from '../components/columns'

const states = ['failed', 'running', 'queued', 'compensating', 'succeeded', 'cancelled'] as const
const kinds = ['create', 'start', 'stop', 'restart', 'suspend', 'resume', 'delete'] as const

export default function OperationsPage() {
  const { t, i18n } = useLingui()
  const list = usePagedQuery(operationsList)
  const columns = useOperationColumns()
  const rows = list.query.data?.items ?? []
  const { account_id, service_id } = list.params
  return (
    <ListPage
      title={t`Operations`}
      description={t`Every change to a service: how far it is, or why it failed`}
      list={list}
      columns={columns}
      filters={[
        { search: t`Service, customer or error code` },
        {
          filter: 'state',
          label: t`Status`,
          empty: t`Any status`,
          options: states.map((value) => ({
            value,
            label: i18n._(operationStatusStyles[value].label),
          })),
        },
        {
          filter: 'kind',
          label: t`Kind`,
          empty: t`Any kind`,
          options: kinds.map((value) => ({ value, label: i18n._(operationLabel(value)) })),
        },
        {
          filter: 'account_id',
          label: t`Customer`,
          value: account_id && (rows[0]?.account_name ?? account_id),
        },
        {
          filter: 'service_id',
          label: t`Service`,
          value: service_id && (rows[0]?.hostname ?? service_id),
        },
      ]}
      csv
      rowTo={(operation) => `/admin/operations/${operation.id}`}
      rowQuery={(operation) => operationQuery(operation.id)}
      empty={{
        icon: IconActivity,
        title: t`Nothing has been done yet`,
        text: <Trans>Deployments, restarts and deletions appear here as they happen.</Trans>,
      }}
    />
  )
}

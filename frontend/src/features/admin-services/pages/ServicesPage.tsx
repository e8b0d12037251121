import { Trans, useLingui } from '@lingui/react/macro'
import { IconServer2 } from '@tabler/icons-react'
import { usePagedQuery } from '~/api/query'
import { ListPage } from '~/design/patterns/ListPage'
import { serviceStatusStyles } from '~/design/status/service'
import { serviceQuery, servicesList } from '../api'
import { useServiceColumns } from '../components/columns'

const shownStatuses = [
  'active',
  'provisioning',
  'failed',
  'suspended',
  'stopped',
  'pending',
  'deleted',
] as const

export default function ServicesPage() {
  const { t, i18n } = useLingui()
  const list = usePagedQuery(servicesList)
  const columns = useServiceColumns()
  const rows = list.query.data?.items ?? []
  const { account_id, node_id } = list.params
  return (
    <ListPage
      title={t`Services`}
      description={t`Everything that runs, of all customers`}
      list={list}
      columns={columns}
      filters={[
        { search: t`Name, customer or node` },
        {
          filter: 'status',
          label: t`Status`,
          empty: t`Any status`,
          options: shownStatuses.map((value) => ({
            value,
            label: i18n._(serviceStatusStyles[value].label),
          })),
        },
        {
          filter: 'account_id',
          label: t`Customer`,
          value: account_id && (rows[0]?.account_name ?? account_id),
        },
        { filter: 'node_id', label: t`Node`, value: node_id && (rows[0]?.node_name ?? node_id) },
      ]}
      csv
      rowTo={(service) => `/admin/services/${service.id}`}
      rowQuery={(service) => serviceQuery(service.id)}
      empty={{
        icon: IconServer2,
        title: t`No services yet`,
        text: <Trans>A service appears here with the first order.</Trans>,
      }}
    />
  )
}

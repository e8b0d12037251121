import { Trans, useLingui } from '@lingui/react/macro'
import { IconUsers } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { usePagedQuery } from '~/api/query'
import { CsvButton, DataTable } from '~/design/patterns/DataTable'
import { EmptyState } from '~/design/patterns/EmptyState'
import { ListSearch, ListSelect } from '~/design/patterns/ListFilters'
import { ModulePage } from '~/design/patterns/ModulePage'
import { TableSkeleton } from '~/design/patterns/Skeleton'
import { customerQuery, customersList } from '../api'
import { useCustomerColumns } from '../components/columns'

export default function CustomersPage() {
  const { t } = useLingui()
  const list = usePagedQuery(customersList)
  const queries = useQueryClient()
  const columns = useCustomerColumns()
  const rows = list.query.data?.items ?? []
  return (
    <ModulePage
      title={t`Customers`}
      description={t`Accounts and the people who own them`}
      query={list.query}
      skeleton={<TableSkeleton />}
      isEmpty={rows.length === 0 && !list.filtered}
      empty={
        <EmptyState icon={IconUsers} title={t`Nobody has registered yet`}>
          <Trans>An account appears here as soon as somebody registers.</Trans>
        </EmptyState>
      }
      filters={
        <>
          <ListSearch list={list} label={t`Name or email`} />
          <ListSelect
            list={list}
            filter="email_verified"
            label={t`Email`}
            empty={t`Any email`}
            options={[
              { value: 'true', label: t`Confirmed` },
              { value: 'false', label: t`Not confirmed` },
            ]}
          />
          <CsvButton name="customers" columns={columns} rows={rows} />
        </>
      }
    >
      <DataTable
        label={t`Customers`}
        list={list}
        columns={columns}
        rowId={(customer) => customer.id}
        rowTo={(customer) => `/admin/customers/${customer.id}`}
        onRowIntent={(customer) => void queries.prefetchQuery(customerQuery(customer.id))}
      />
    </ModulePage>
  )
}

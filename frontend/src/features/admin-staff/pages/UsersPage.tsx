import { Trans, useLingui } from '@lingui/react/macro'
import { IconUserSearch } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { usePagedQuery } from '~/api/query'
import { CsvButton, DataTable } from '~/design/patterns/DataTable'
import { EmptyState } from '~/design/patterns/EmptyState'
import { ListSearch, ListSelect } from '~/design/patterns/ListFilters'
import { ModulePage } from '~/design/patterns/ModulePage'
import { TableSkeleton } from '~/design/patterns/Skeleton'
import { userQuery, usersList } from '../api'
import { useUserColumns } from '../components/peopleColumns'

export default function UsersPage() {
  const { t } = useLingui()
  const list = usePagedQuery(usersList)
  const queries = useQueryClient()
  const columns = useUserColumns()
  const rows = list.query.data?.items ?? []
  return (
    <ModulePage
      title={t`Users`}
      description={t`Everybody who can sign in: customers and staff`}
      query={list.query}
      skeleton={<TableSkeleton />}
      isEmpty={rows.length === 0 && !list.filtered}
      empty={
        <EmptyState icon={IconUserSearch} title={t`Nobody has registered yet`}>
          <Trans>People appear here as soon as they register.</Trans>
        </EmptyState>
      }
      filters={
        <>
          <ListSearch list={list} label={t`Name or email`} />
          <ListSelect
            list={list}
            filter="active"
            label={t`Status`}
            empty={t`Any status`}
            options={[
              { value: 'true', label: t`Active` },
              { value: 'false', label: t`Disabled` },
            ]}
          />
          <ListSelect
            list={list}
            filter="staff"
            label={t`Who`}
            empty={t`Customers and staff`}
            options={[
              { value: 'false', label: t`Customers` },
              { value: 'true', label: t`Staff` },
            ]}
          />
          <CsvButton name="users" columns={columns} rows={rows} />
        </>
      }
    >
      <DataTable
        label={t`Users`}
        list={list}
        columns={columns}
        rowId={(user) => user.id}
        rowTo={(user) => `/admin/users/${user.id}`}
        onRowIntent={(user) => void queries.prefetchQuery(userQuery(user.id))}
      />
    </ModulePage>
  )
}

import { Trans, useLingui } from '@lingui/react/macro'
import { IconUserSearch } from '@tabler/icons-react'
import { usePagedQuery } from '~/api/query'
import { ListPage } from '~/design/patterns/ListPage'
import { userQuery, usersList } from '../api'
import { useUserColumns } from '../components/peopleColumns'

export default function UsersPage() {
  const { t } = useLingui()
  const list = usePagedQuery(usersList)
  const columns = useUserColumns()
  return (
    <ListPage
      title={t`Users`}
      description={t`Everybody who can sign in: customers and staff`}
      list={list}
      columns={columns}
      filters={[
        { search: t`Name or email` },
        {
          filter: 'active',
          label: t`Status`,
          empty: t`Any status`,
          options: [
            { value: 'true', label: t`Active` },
            { value: 'false', label: t`Disabled` },
          ],
        },
        {
          filter: 'staff',
          label: t`Who`,
          empty: t`Customers and staff`,
          options: [
            { value: 'false', label: t`Customers` },
            { value: 'true', label: t`Staff` },
          ],
        },
      ]}
      csv
      rowTo={(user) => `/admin/users/${user.id}`}
      rowQuery={(user) => userQuery(user.id)}
      empty={{
        icon: IconUserSearch,
        title: t`Nobody has registered yet`,
        text: <Trans>People appear here as soon as they register.</Trans>,
      }}
    />
  )
}

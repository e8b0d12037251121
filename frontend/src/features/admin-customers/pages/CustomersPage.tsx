import { Trans, useLingui } from '@lingui/react/macro'
import { IconUsers } from '@tabler/icons-react'
import { usePagedQuery } from '~/api/query'
import { ListPage } from '~/design/patterns/ListPage'
import { customerQuery, customersList } from '../api'
import { useCustomerColumns } from '../components/columns'

export default function CustomersPage() {
  const { t } = useLingui()
  const list = usePagedQuery(customersList)
  const columns = useCustomerColumns()
  return (
    <ListPage
      title={t`Customers`}
      description={t`Accounts and the people who own them`}
      list={list}
      columns={columns}
      filters={[
        { search: t`Name or email` },
        {
          filter: 'email_verified',
          label: t`Email`,
          empty: t`Any email`,
          options: [
            { value: 'true', label: t`Confirmed` },
            { value: 'false', label: t`Not confirmed` },
          ],
        },
      ]}
      csv
      rowTo={(customer) => `/admin/customers/${customer.id}`}
      rowQuery={(customer) => customerQuery(customer.id)}
      empty={{
        icon: IconUsers,
        title: t`Nobody has registered yet`,
        text: <Trans>An account appears here as soon as somebody registers.</Trans>,
      }}
    />
  )
}

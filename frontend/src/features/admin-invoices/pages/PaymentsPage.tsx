import { Trans, useLingui } from '@lingui/react/macro'
import { IconCreditCard } from '@tabler/icons-react'
import { usePagedQuery } from '~/api/query'
import { ListPage } from '~/design/patterns/ListPage'
import { paymentsList } from '../api'
import { usePaymentColumns } from '../components/columns'
import { MoneyTabs } from '../components/MoneyTabs'
import { paymentStatusStyles } from '../labels'

const statuses = [
  'pending',
  'requires_action',
  'unknown',
  'succeeded',
  'failed',
  'cancelled',
  'disputed',
] as const

export default function PaymentsPage() {
  const { t, i18n } = useLingui()
  const list = usePagedQuery(paymentsList)
  const columns = usePaymentColumns()
  const rows = list.query.data?.items ?? []
  const { account_id } = list.params
  return (
    <ListPage
      title={t`Invoices and payments`}
      tabs={<MoneyTabs />}
      label={t`Payments`}
      list={list}
      columns={columns}
      filters={[
        { search: t`Provider's reference` },
        {
          filter: 'status',
          label: t`Status`,
          empty: t`Any status`,
          options: statuses.map((value) => ({
            value,
            label: i18n._(paymentStatusStyles[value].label),
          })),
        },
        {
          filter: 'account_id',
          label: t`Customer`,
          value: account_id && (rows[0]?.account_name ?? account_id),
        },
      ]}
      csv
      empty={{
        icon: IconCreditCard,
        title: t`No payments yet`,
        text: (
          <Trans>
            Payments through a provider appear here. What is paid from a balance is in the ledger.
          </Trans>
        ),
      }}
    />
  )
}

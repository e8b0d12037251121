import { Trans, useLingui } from '@lingui/react/macro'
import { IconReceipt } from '@tabler/icons-react'
import { usePagedQuery } from '~/api/query'
import { ListPage } from '~/design/patterns/ListPage'
import { invoiceStatusStyles } from '~/design/staff/invoice'
import { invoiceQuery, invoicesList } from '../api'
import { useInvoiceColumns } from '../components/columns'
import { MoneyTabs } from '../components/MoneyTabs'

const statuses = [
  'issued',
  'paid',
  'void',
  'uncollectible',
  'partially_refunded',
  'refunded',
] as const

export default function InvoicesPage() {
  const { t, i18n } = useLingui()
  const list = usePagedQuery(invoicesList)
  const columns = useInvoiceColumns()
  const rows = list.query.data?.items ?? []
  const { account_id } = list.params
  return (
    <ListPage
      title={t`Invoices and payments`}
      tabs={<MoneyTabs />}
      label={t`Invoices`}
      list={list}
      columns={columns}
      filters={[
        { search: t`Number` },
        {
          filter: 'status',
          label: t`Status`,
          empty: t`Any status`,
          options: statuses.map((value) => ({
            value,
            label: i18n._(invoiceStatusStyles[value].label),
          })),
        },
        {
          filter: 'overdue',
          label: t`Due`,
          empty: t`Due at any time`,
          options: [{ value: 'true', label: t`Overdue only` }],
        },
        {
          filter: 'account_id',
          label: t`Customer`,
          value: account_id && (rows[0]?.account_name ?? account_id),
        },
      ]}
      csv
      rowTo={(invoice) => `/admin/invoices/${invoice.id}`}
      rowQuery={(invoice) => invoiceQuery(invoice.id)}
      empty={{
        icon: IconReceipt,
        title: t`No invoices yet`,
        text: <Trans>An invoice is issued with every order and before every renewal.</Trans>,
      }}
    />
  )
}

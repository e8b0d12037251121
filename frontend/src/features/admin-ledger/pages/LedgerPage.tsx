import { Trans, useLingui } from '@lingui/react/macro'
import { IconBook2 } from '@tabler/icons-react'
import { usePagedQuery } from '~/api/query'
import { ListPage } from '~/design/patterns/ListPage'
import { entriesList } from '../api'
import { useLedgerColumns } from '../components/columns'
import { entryStatusStyles } from '../labels'

const kinds = ['payment', 'invoice', 'credit_note', 'adjustment'] as const

export default function LedgerPage() {
  const { t, i18n } = useLingui()
  const list = usePagedQuery(entriesList)
  const columns = useLedgerColumns()
  const rows = list.query.data?.items ?? []
  const { account_id, invoice_id, payment_id } = list.params
  const number = rows.find((entry) => entry.details['number'])?.details['number']
  return (
    <ListPage
      title={t`Ledger`}
      description={t`Every movement of money, both sides of it; nothing here is ever changed`}
      list={list}
      columns={columns}
      filters={[
        { search: t`Reason or reference` },
        {
          filter: 'kind',
          label: t`Kind`,
          empty: t`Any kind`,
          options: kinds.map((value) => ({
            value,
            label: i18n._(entryStatusStyles[value].label),
          })),
        },
        {
          filter: 'account_id',
          label: t`Customer`,
          value: account_id && (rows[0]?.account_name ?? account_id),
        },
        {
          filter: 'invoice_id',
          label: t`Invoice`,
          value: invoice_id && String(number ?? invoice_id),
        },
        { filter: 'payment_id', label: t`Payment ID`, value: payment_id },
      ]}
      csv
      empty={{
        icon: IconBook2,
        title: t`No money has moved yet`,
        text: <Trans>The first payment or adjustment creates the first entry.</Trans>,
      }}
    />
  )
}

import { Trans, useLingui } from '@lingui/react/macro'
import { IconMail } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { ActionButton } from '~/actions/ActionButton'
import { usePagedQuery } from '~/api/query'
import { DayFilter } from '~/design/patterns/DayFilter'
import { ListPage } from '~/design/patterns/ListPage'
import { openRetryFailed } from '../actions'
import { mailQuery, mailsList } from '../api'
import { useMailColumns } from '../components/columns'
import { useKinds } from '../components/useKinds'
import { mailStatusStyles } from '../labels'

const RetryFailedDialog = lazy(() => import('../dialogs/RetryFailedDialog'))
const states = ['pending', 'sent', 'failed'] as const

export default function MailsPage() {
  const { t, i18n } = useLingui()
  const [asking, setAsking] = useState(false)
  const list = usePagedQuery(mailsList)
  const kinds = useKinds()
  const columns = useMailColumns(kinds.titleOf)
  const { params, set } = list
  const customer = list.query.data?.items[0]?.account?.name
  return (
    <ListPage
      title={t`Emails`}
      description={t`What was sent, what waits, and what could not be sent`}
      actions={<ActionButton action={openRetryFailed} subject={() => setAsking(true)} />}
      list={list}
      columns={columns}
      filters={[
        { search: t`Address` },
        {
          filter: 'state',
          label: t`Status`,
          empty: t`Any status`,
          options: states.map((value) => ({
            value,
            label: i18n._(mailStatusStyles[value].label),
          })),
        },
        { filter: 'template', label: t`Kind`, empty: t`Any kind`, options: kinds.options },
        <DayFilter
          key="from"
          label={t`From`}
          time="00:00:00"
          value={params.created_at__gte}
          onChange={(created_at__gte) => set({ created_at__gte })}
        />,
        <DayFilter
          key="to"
          label={t`To`}
          time="23:59:59"
          value={params.created_at__lte}
          onChange={(created_at__lte) => set({ created_at__lte })}
        />,
        {
          filter: 'account_id',
          label: t`Customer`,
          value: params.account_id && (customer ?? params.account_id),
        },
      ]}
      csv
      rowTo={(mail) => `/admin/mails/${mail.id}`}
      rowQuery={(mail) => mailQuery(mail.id)}
      empty={{
        icon: IconMail,
        title: t`No emails yet`,
        text: <Trans>Confirmations, invoices and news about services appear here.</Trans>,
      }}
    >
      <Suspense>{asking && <RetryFailedDialog onClose={() => setAsking(false)} />}</Suspense>
    </ListPage>
  )
}

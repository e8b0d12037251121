import { Trans, useLingui } from '@lingui/react/macro'
import { IconBell } from '@tabler/icons-react'
import { useMemo } from 'react'
import { Link } from 'react-router'
import { ActionButton } from '~/actions/ActionButton'
import { useAction } from '~/actions/runtime'
import { usePagedQuery } from '~/api/query'
import type { Column } from '~/design/patterns/DataTable'
import { ListPage } from '~/design/patterns/ListPage'
import { RelativeTime } from '~/design/patterns/RelativeTime'
import { Badge } from '~/design/primitives/Badge'
import { useLocale } from '~/i18n/useLocale'
import { read, readAll } from '../actions'
import { type Notification, notificationsList } from '../api'

/** Everything the account was told, the newest first; what is new says so until it is read. */
export default function NotificationsPage() {
  const { t } = useLingui()
  const list = usePagedQuery(notificationsList)
  return (
    <ListPage
      title={t`Notifications`}
      description={t`What happened to your services and money`}
      actions={<ActionButton action={readAll} subject={undefined} variant="secondary" />}
      list={list}
      columns={useColumns()}
      filters={[
        {
          filter: 'unread',
          label: t`Which`,
          empty: t`All`,
          options: [{ value: 'true', label: t`Unread only` }],
        },
      ]}
      empty={{
        icon: IconBell,
        title: t`No notifications yet`,
        text: <Trans>Deployments, payments and failed checks will show up here.</Trans>,
      }}
    />
  )
}

function useColumns(): Column<Notification>[] {
  const { t } = useLingui()
  return useMemo(
    () => [
      {
        id: 'text',
        header: t`What happened`,
        card: 'head',
        cell: (note) => <Text note={note} />,
      },
      {
        id: 'created_at',
        header: t`When`,
        sort: 'created_at',
        align: 'right',
        cell: (note) => <RelativeTime at={note.created_at} />,
      },
      {
        id: 'read',
        header: t`Mark as read`,
        srOnly: true,
        align: 'right',
        card: 'wide',
        cell: (note) => <ActionButton action={read} subject={note} variant="ghost" size="sm" />,
      },
    ],
    [t],
  )
}

/** Leads to what it is about, and is read by following it. */
function Text({ note }: { note: Notification }) {
  const locale = useLocale()
  const { run } = useAction(read, note)
  const unread = note.read_at === null
  return (
    <span className="sentence">
      <Link
        to={note.path}
        className={unread ? 'medium' : 'second'}
        onClick={unread ? () => run() : undefined}
      >
        {note.text[locale]}
      </Link>{' '}
      {unread && (
        <Badge tone="accent">
          <Trans>New</Trans>
        </Badge>
      )}
    </span>
  )
}

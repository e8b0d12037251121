import { Trans, useLingui } from '@lingui/react/macro'
import { IconAlertTriangle, IconDatabaseExport } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { ActionButton } from '~/actions/ActionButton'
import { usePagedQuery } from '~/api/query'
import { ListPage } from '~/design/patterns/ListPage'
import { RelativeTime } from '~/design/patterns/RelativeTime'
import { Segmented } from '~/design/primitives/Segmented'
import { start } from '../actions'
import { type Backup, type BackupStatus, backupsList, statusQuery } from '../api'
import { useBackupColumns } from '../components/columns'

export default function BackupsPage() {
  const { t } = useLingui()
  const { data: status } = useQuery(statusQuery)
  const list = usePagedQuery(backupsList)
  const columns = useBackupColumns(status?.key_fingerprint ?? null)
  return (
    <ListPage
      title={t`Backups`}
      description={<Last status={status} />}
      notice={status && <Alarm status={status} />}
      actions={<ActionButton action={start} subject={undefined} variant="primary" />}
      list={list}
      columns={columns}
      filters={[
        <Segmented
          key="segmented"
          label={t`Status`}
          value={(list.params.state ?? 'all') as Backup['state'] | 'all'}
          onChange={(state) => list.set({ state: state === 'all' ? null : state })}
          options={[
            { value: 'all', label: t`All` },
            { value: 'done', label: t`Verified` },
            { value: 'failed', label: t`Failed` },
          ]}
        />,
      ]}
      empty={{
        icon: IconDatabaseExport,
        title: t`No backup yet`,
        text: (
          <Trans>
            A backup holds the database and every file, sealed with your key. Restore one with
            “hostwright restore”.
          </Trans>
        ),
      }}
    />
  )
}

/** One line on the last good backup; its height is there before the answer is. */
function Last({ status }: { status: BackupStatus | undefined }) {
  if (!status) return '\u00A0'
  if (!status.last_done_at) return <Trans>No backups have been started here yet.</Trans>
  return (
    <Trans>
      The last one was finished <RelativeTime at={status.last_done_at} />.
    </Trans>
  )
}

/** What stands between this installation and being backed up. */
function Alarm({ status }: { status: BackupStatus }) {
  const text = alarm(status)
  if (!text) return null
  return (
    <div className="notice notice--warning" role="alert">
      <IconAlertTriangle className="i" aria-hidden />
      <span>{text}</span>
    </div>
  )
}

function alarm({ configured, overdue, held_since, hours }: BackupStatus) {
  if (held_since)
    return (
      <Trans>
        This is a restored copy: no mail, charge or deployment happens until “hostwright resume” is
        run. Run it once the old installation is off.
      </Trans>
    )
  if (!configured)
    return (
      <Trans>
        Nothing is backed up: set in <Link to="/admin/settings/backups">the settings</Link> where
        backups go, and their key.
      </Trans>
    )
  if (overdue) return <Trans>No backup was finished in time: one is due every {hours} hours.</Trans>
  return null
}

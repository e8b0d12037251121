import { useLingui } from '@lingui/react/macro'
import { Link } from 'react-router'
import { CopyButton } from '~/design/patterns/CopyButton'
import { KeyValues } from '~/design/patterns/KeyValues'
import Dialog from '~/design/primitives/Dialog'
import { useLocale } from '~/i18n/useLocale'
import { dateTime } from '~/lib/format'
import type { AdminAuditEntry, AuditEntry } from '../api'
import { Changes } from '../components/Changes'
import { SentenceText } from '../components/SentenceText'
import { actionText, namelessActors } from '../labels'

interface Props {
  tree: 'panel' | 'admin'
  entry: AuditEntry & Partial<Pick<AdminAuditEntry, 'account' | 'position'>>
  onClose: () => void
}

/** Everything that is known of one act. */
export default function RecordDialog({ tree, entry, onClose }: Props) {
  const { t, i18n } = useLingui()
  const locale = useLocale()
  const { actor, impersonator } = entry
  const by = actor.name ?? i18n._(namelessActors[actor.kind] ?? namelessActors.system)
  return (
    <Dialog title={i18n._(actionText(entry.action))} onClose={onClose}>
      <p className="sentence">
        <SentenceText tree={tree} entry={entry} />
      </p>
      <Changes tree={tree} entry={entry} />
      <KeyValues
        facts={[
          { label: t`When`, value: dateTime(entry.at, locale, 'full') },
          { label: t`Who`, value: by },
          impersonator !== null && {
            label: t`In fact done by`,
            value: impersonator.name ?? i18n._(namelessActors.staff),
          },
          Boolean(entry.account) && {
            label: t`Account`,
            value: (
              <Link to={`/admin/customers/${entry.account?.id}`}>{entry.account?.name ?? '—'}</Link>
            ),
          },
          entry.reason !== null && { label: t`Reason`, value: entry.reason },
          { label: t`IP address`, value: entry.ip && <CopyButton value={entry.ip} /> },
          {
            label: t`Request`,
            value: <CopyButton value={entry.request_id} short />,
          },
          entry.position !== undefined && { label: t`Number in the log`, value: entry.position },
        ]}
      />
    </Dialog>
  )
}

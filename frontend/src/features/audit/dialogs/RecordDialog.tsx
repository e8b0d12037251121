import { useLingui } from '@lingui/react/macro'
import { Link } from 'react-router'
import { CopyButton } from '~/design/patterns/CopyButton'
import { KeyValues } from '~/design/patterns/KeyValues'
import Dialog from '~/design/primitives/Dialog'
import { useLocale } from '~/i18n/useLocale'
import { dateTime } from '~/lib/format'
import type { AdminAuditEntry, AuditEntry } from '../api'
import { Changes } from '../components/Changes'
import { actionText, actorKinds, targetPath, targetText } from '../labels'

interface Props {
  tree: 'panel' | 'admin'
  entry: AuditEntry & Partial<Pick<AdminAuditEntry, 'account' | 'position'>>
  onClose: () => void
}

/** Everything that is known of one act. */
export default function RecordDialog({ tree, entry, onClose }: Props) {
  const { t, i18n } = useLingui()
  const locale = useLocale()
  const { actor, impersonator, target } = entry
  const path = targetPath(tree, target)
  const last = target && `…${target.id.slice(-12)}`
  const by = actor.name ?? i18n._(actorKinds[actor.kind] ?? actorKinds.system)
  return (
    <Dialog title={i18n._(actionText(entry.action))} onClose={onClose}>
      <KeyValues
        facts={[
          { label: t`When`, value: dateTime(entry.at, locale, 'full') },
          { label: t`Who`, value: by },
          impersonator !== null && {
            label: t`Really done by`,
            value: impersonator.name ?? impersonator.id,
          },
          target !== null && {
            label: i18n._(targetText(target.type)),
            value: path ? (
              <Link to={path}>{last}</Link>
            ) : (
              <CopyButton value={target.id} shown={last ?? ''} />
            ),
          },
          Boolean(entry.account) && {
            label: t`Account`,
            value: (
              <Link to={`/admin/customers/${entry.account?.id}`}>{entry.account?.name ?? '—'}</Link>
            ),
          },
          entry.reason !== null && { label: t`Reason`, value: entry.reason },
          { label: t`Address`, value: entry.ip && <CopyButton value={entry.ip} /> },
          {
            label: t`Request`,
            value: <CopyButton value={entry.request_id} short />,
          },
          entry.position !== undefined && { label: t`Number in the log`, value: entry.position },
        ]}
      />
      <Changes changes={entry.changes} />
    </Dialog>
  )
}

import { useLingui } from '@lingui/react/macro'
import { Link } from 'react-router'
import { CopyButton } from '~/design/patterns/CopyButton'
import { KeyValues } from '~/design/patterns/KeyValues'
import Dialog from '~/design/primitives/Dialog'
import { useLocale } from '~/i18n/useLocale'
import { dateTime } from '~/lib/format'
import type { AdminDeed, Deed } from '../api'
import { Changes } from '../components/Changes'
import { actorKinds, actText, targetPath, targetText } from '../labels'

interface Props {
  tree: 'panel' | 'admin'
  deed: Deed & Partial<Pick<AdminDeed, 'account' | 'position'>>
  onClose: () => void
}

/** Everything that is known of one act. */
export default function RecordDialog({ tree, deed, onClose }: Props) {
  const { t, i18n } = useLingui()
  const locale = useLocale()
  const { actor, behind, target } = deed
  const path = targetPath(tree, target)
  const last = target && `…${target.id.slice(-12)}`
  const by = actor.name ?? i18n._(actorKinds[actor.kind] ?? actorKinds.system)
  return (
    <Dialog title={i18n._(actText(deed.act))} onClose={onClose}>
      <KeyValues
        facts={[
          { label: t`When`, value: dateTime(deed.at, locale, 'full') },
          { label: t`Who`, value: by },
          behind !== null && { label: t`Really done by`, value: behind.name ?? behind.id },
          target !== null && {
            label: i18n._(targetText(target.type)),
            value: path ? (
              <Link to={path}>{last}</Link>
            ) : (
              <CopyButton value={target.id} shown={last ?? ''} />
            ),
          },
          Boolean(deed.account) && {
            label: t`Account`,
            value: (
              <Link to={`/admin/customers/${deed.account?.id}`}>{deed.account?.name ?? '—'}</Link>
            ),
          },
          deed.reason !== null && { label: t`Reason`, value: deed.reason },
          { label: t`Address`, value: deed.ip && <CopyButton value={deed.ip} /> },
          {
            label: t`Request`,
            value: <CopyButton value={deed.request_id} short />,
          },
          deed.position !== undefined && { label: t`Number in the log`, value: deed.position },
        ]}
      />
      <Changes changes={deed.changes} />
    </Dialog>
  )
}

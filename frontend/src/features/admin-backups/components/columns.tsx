import { useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'
import { CopyButton } from '~/design/patterns/CopyButton'
import type { Column } from '~/design/patterns/DataTable'
import { RelativeTime } from '~/design/patterns/RelativeTime'
import { StatusBadge } from '~/design/patterns/StatusBadge'
import { useLocale } from '~/i18n/useLocale'
import { fileSize, number } from '~/lib/format'
import type { Backup } from '../api'
import { backupStatusStyles } from '../labels'

export function useBackupColumns(current: string | null): Column<Backup>[] {
  const { t } = useLingui()
  const locale = useLocale()
  return useMemo(
    () => [
      {
        id: 'created',
        header: t`Started at`,
        sort: 'created_at',
        card: 'head',
        cell: (backup) => (
          <>
            <RelativeTime at={backup.created_at} />
            <span className="cell__sub">{backup.scheduled ? t`On schedule` : t`By hand`}</span>
          </>
        ),
      },
      {
        id: 'state',
        header: t`Status`,
        card: 'wide',
        cell: (backup) => (
          <>
            <StatusBadge status={backupStatusStyles[backup.state]} />
            {backup.state === 'done' &&
              current &&
              backup.key_fingerprint &&
              backup.key_fingerprint !== current && (
                <span className="cell__sub">{t`Opens with an older key`}</span>
              )}
            {backup.error && <span className="cell__sub clip state-reason">{backup.error}</span>}
          </>
        ),
      },
      {
        id: 'size',
        header: t`Size added`,
        priority: 3,
        align: 'right',
        cell: (backup) =>
          backup.finished_at && backup.size > 0 ? (
            <span className="num">{fileSize(backup.size, locale)}</span>
          ) : null,
      },
      {
        id: 'files',
        header: t`Files`,
        priority: 4,
        align: 'right',
        cell: (backup) => (
          <>
            <span className="num">{number(backup.files, locale)}</span>
            {backup.missing > 0 && (
              <span className="cell__sub">{t`${backup.missing} had been lost before`}</span>
            )}
          </>
        ),
      },
      {
        id: 'name',
        header: t`Name`,
        priority: 2,
        cell: (backup) => <CopyButton value={backup.name} short />,
      },
    ],
    [t, locale, current],
  )
}

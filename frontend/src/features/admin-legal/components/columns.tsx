import { useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'
import { Link } from 'react-router'
import type { Column } from '~/design/patterns/DataTable'
import { StatusBadge } from '~/design/patterns/StatusBadge'
import { useLocale } from '~/i18n/useLocale'
import { dateTime, number } from '~/lib/format'
import type { LegalDocument } from '../api'
import { kindNames, legalStateStyles } from '../labels'

export function useDocumentColumns(): Column<LegalDocument>[] {
  const { t, i18n } = useLingui()
  const locale = useLocale()
  return useMemo(
    () => [
      {
        id: 'document',
        header: t`Document`,
        card: 'head',
        cell: (document) => (
          <>
            <Link className="cell__title clip" to={`/admin/legal/${document.id}`}>
              {i18n._(kindNames[document.kind])}
            </Link>
            <span className="cell__sub">
              {document.number ? t`Version ${document.number}` : t`The next version`}
            </span>
          </>
        ),
      },
      {
        id: 'state',
        header: t`Status`,
        card: 'wide',
        cell: (document) => <StatusBadge status={legalStateStyles[document.state]} />,
      },
      {
        id: 'effective',
        header: t`In force since`,
        priority: 2,
        cell: (document) =>
          document.effective_at ? dateTime(document.effective_at, locale, 'date') : null,
      },
      {
        id: 'consent',
        header: t`Consent`,
        priority: 3,
        cell: (document) => (document.requires_consent ? t`Asked again` : t`Not asked again`),
      },
      {
        id: 'consents',
        header: t`Accepted by`,
        priority: 3,
        align: 'right',
        cell: (document) => <span className="num">{number(document.consents, locale)}</span>,
      },
    ],
    [t, i18n, locale],
  )
}

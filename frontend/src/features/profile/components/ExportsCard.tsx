import { Trans, useLingui } from '@lingui/react/macro'
import { IconFileZip } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { ActionButton } from '~/actions/ActionButton'
import { EmptyState } from '~/design/patterns/EmptyState'
import { Loaded } from '~/design/patterns/Loaded'
import { RelativeTime } from '~/design/patterns/RelativeTime'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { StatusBadge } from '~/design/patterns/StatusBadge'
import { Card } from '~/design/primitives/Card'
import { useLocale } from '~/i18n/useLocale'
import { dateTime, fileSize } from '~/lib/format'
import { requestExport } from '../actions'
import { type DataExport, exportsQuery, isPending } from '../api'
import { exportStatusStyles } from '../labels'

/** Copies of what is known about the person; their links stand in letters and nowhere else. */
export function ExportsCard() {
  const { t } = useLingui()
  const query = useQuery(exportsQuery)
  const pending = query.data?.items.some(isPending) ?? false
  return (
    <div className="stack">
      <Card title={t`A copy of your data`}>
        <div className="stack">
          <p className="small second">
            <Trans>
              We collect what we know about you into a ZIP archive: your profile, sign-ins, orders,
              services and invoices. The link comes by email and is valid for 48 hours; a newer copy
              replaces an older one.
            </Trans>
          </p>
          <div>
            <ActionButton action={requestExport} subject={pending} variant="primary" />
          </div>
        </div>
      </Card>
      <Loaded query={query} skeleton={<CardSkeleton lines={3} />}>
        {({ items }) => (
          <Card flush title={t`Requested copies`}>
            {items.length === 0 ? (
              <EmptyState icon={IconFileZip} title={t`No copies yet`} />
            ) : (
              <ul className="movements movements--wrap">
                {items.map((one) => (
                  <ExportRow key={one.id} copy={one} />
                ))}
              </ul>
            )}
          </Card>
        )}
      </Loaded>
    </div>
  )
}

function ExportRow({ copy }: { copy: DataExport }) {
  const locale = useLocale()
  const until = copy.expires_at && dateTime(copy.expires_at, locale, 'full')
  return (
    <li>
      <span className="grow">
        <span className="row row--wrap">
          <StatusBadge status={exportStatusStyles[copy.state]} />
          {copy.bytes !== null && <span className="num">{fileSize(copy.bytes, locale)}</span>}
        </span>
        <span className="cell__sub">
          <Trans>
            Asked for <RelativeTime at={copy.requested_at} />
          </Trans>
          {copy.ready_at && (
            <>
              {' · '}
              <Trans>
                made <RelativeTime at={copy.ready_at} />
              </Trans>
            </>
          )}
          {copy.state === 'ready' && until && (
            <>
              {' · '}
              <Trans>the link is valid until {until}</Trans>
            </>
          )}
          {copy.state === 'expired' && !copy.ready_at && (
            <>
              {' · '}
              <Trans>could not be made, ask for another one</Trans>
            </>
          )}
        </span>
      </span>
    </li>
  )
}

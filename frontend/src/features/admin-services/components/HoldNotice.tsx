import { Trans } from '@lingui/react/macro'
import { IconLock, IconTrash } from '@tabler/icons-react'
import { useLocale } from '~/i18n/useLocale'
import { dateTime } from '~/lib/format'
import type { Service } from '../api'

/** What staff did to the service, with the reason that its customer reads. */
export function HoldNotice({ service: { hold, cancellation } }: { service: Service }) {
  const locale = useLocale()
  return (
    <>
      {hold && (
        <div className="notice notice--critical" role="status">
          <IconLock className="i" aria-hidden />
          <span className="grow">
            <b>
              <Trans>Suspended by staff since {dateTime(hold.since, locale, 'full')}</Trans>
            </b>
            <span className="cell__sub">{hold.reason}</span>
          </span>
        </div>
      )}
      {cancellation && (
        <div className="notice notice--critical" role="status">
          <IconTrash className="i" aria-hidden />
          <span className="grow">
            <b>
              <Trans>
                Cancelled by staff, ends {dateTime(cancellation.ends_at, locale, 'full')}
              </Trans>
            </b>
            <span className="cell__sub">{cancellation.reason}</span>
          </span>
        </div>
      )}
    </>
  )
}

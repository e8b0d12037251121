import { Trans } from '@lingui/react/macro'
import { IconLock, IconTrash } from '@tabler/icons-react'
import { useLocale } from '~/i18n/useLocale'
import { dateTime } from '~/lib/format'
import type { Service } from '../api'

/** What we did to the customer's service and why; money has no part in it. */
export function HoldNotice({ service: { hold, cancellation } }: { service: Service }) {
  const locale = useLocale()
  return (
    <>
      {hold && (
        <div className="notice notice--critical" role="status">
          <IconLock className="i" aria-hidden />
          <span className="grow">
            <b>
              <Trans>We have suspended this service: {hold.reason}</Trans>
            </b>
            <span className="cell__sub">
              <Trans>
                The data is kept. It is not about payment: only we can resume it. Write to us and we
                will sort it out.
              </Trans>
            </span>
          </span>
        </div>
      )}
      {cancellation && (
        <div className="notice notice--critical" role="status">
          <IconTrash className="i" aria-hidden />
          <span className="grow">
            <b>
              <Trans>We have cancelled this service: {cancellation.reason}</Trans>
            </b>
            <span className="cell__sub">
              <Trans>
                The service is deleted with its data on{' '}
                {dateTime(cancellation.ends_at, locale, 'full')}. Copy what you want to keep before
                that.
              </Trans>
            </span>
          </span>
        </div>
      )}
    </>
  )
}

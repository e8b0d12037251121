import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { RelativeTime } from '~/design/patterns/RelativeTime'
import { StatusBadge } from '~/design/patterns/StatusBadge'
import { Card } from '~/design/primitives/Card'
import { useLocale } from '~/i18n/useLocale'
import { dateTime, milliseconds, percent } from '~/lib/format'
import { checksQuery, type Service } from '../api'
import { checkReason, checkStatusStyle } from '../labels'

/** Once a minute somebody knocks from outside: does it answer, how fast, since when. */
export function ChecksCard({ service }: { service: Service }) {
  const { t } = useLingui()
  const locale = useLocale()
  const { data } = useQuery(checksQuery(service.id))
  if (!data) return null
  // The newest first: whatever stands below was there before.
  const wasChecked = (index: number) =>
    data.history.slice(index + 1).some(({ status }) => status !== 'unknown')
  const facts = [
    data.uptime_24h !== null && t`${percent(data.uptime_24h, locale, 2)} in 24 hours`,
    data.latency_ms !== null && milliseconds(data.latency_ms, locale),
  ].filter(Boolean)
  return (
    <Card
      flush
      title={t`Uptime checks`}
      aside={<span className="muted small num">{facts.join(' · ')}</span>}
    >
      <ul className="history">
        {data.history.length === 0 && (
          <li>
            <StatusBadge status={checkStatusStyle(data.status, data.last_checked_at !== null)} />
          </li>
        )}
        {data.history.slice(0, 8).map((period, index) => (
          <li key={period.from}>
            <StatusBadge status={checkStatusStyle(period.status, wasChecked(index))} />
            <span className="second">
              {period.to
                ? `${dateTime(period.from, locale, 'axis')} – ${dateTime(period.to, locale, 'axis')}`
                : t`since ${dateTime(period.from, locale, 'axis')}`}
              <Reason code={period.reason} />
            </span>
            <span className="muted tiny">
              <RelativeTime at={period.from} />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  )
}

function Reason({ code }: { code: string | null }) {
  const { i18n } = useLingui()
  const reason = checkReason(code)
  return reason && <span className="cell__sub">{i18n._(reason)}</span>
}

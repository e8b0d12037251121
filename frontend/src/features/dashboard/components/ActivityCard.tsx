import { Trans, useLingui } from '@lingui/react/macro'
import {
  IconAlertCircle,
  IconAlertTriangle,
  IconCircleCheck,
  IconInfoCircle,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import type { Schema } from '~/api/client'
import { ErrorState } from '~/design/patterns/ErrorState'
import { RelativeTime } from '~/design/patterns/RelativeTime'
import { Card } from '~/design/primitives/Card'
import { useLocale } from '~/i18n/useLocale'
import { latestNotificationsQuery } from '../api'

const toneStyles = {
  positive: { icon: IconCircleCheck, mark: 'ok' },
  warning: { icon: IconAlertTriangle, mark: 'warn' },
  critical: { icon: IconAlertCircle, mark: 'bad' },
  neutral: { icon: IconInfoCircle, mark: '' },
}

/** What has happened lately, newest first. */
export function ActivityCard() {
  const { t } = useLingui()
  const query = useQuery(latestNotificationsQuery)
  const { data } = query
  if (query.isError && !data) {
    return (
      <Card flush title={t`Recent activity`}>
        <ErrorState query={query} />
      </Card>
    )
  }
  return (
    <Card title={t`Recent activity`}>
      {data?.items.length === 0 && (
        <p className="small second">
          <Trans>All quiet. Deployments, payments and checks will show up here.</Trans>
        </p>
      )}
      <ul className="feed" aria-busy={query.isPending}>
        {query.isPending &&
          ['a', 'b', 'c', 'd'].map((row) => (
            <li key={row}>
              <span className="sk sk--dot" />
              <span className="sk-lines">
                <span className="sk" />
                <span className="sk sk--thin" />
              </span>
            </li>
          ))}
        {data?.items.map((notification) => (
          <Line key={notification.id} notification={notification} />
        ))}
      </ul>
    </Card>
  )
}

function Line({ notification }: { notification: Schema<'NotificationRead'> }) {
  const locale = useLocale()
  const { icon: Icon, mark } = toneStyles[notification.tone]
  return (
    <li>
      <Icon className={`i ${mark}`} aria-hidden />
      <span>
        <Link className="feed__link" to={notification.path}>
          {notification.text[locale]}
        </Link>
        <span className="cell__sub">
          <RelativeTime at={notification.created_at} />
        </span>
      </span>
    </li>
  )
}

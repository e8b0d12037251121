import { Trans, useLingui } from '@lingui/react/macro'
import {
  IconAlertCircle,
  IconAlertTriangle,
  IconCircleCheck,
  IconInfoCircle,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { ErrorState } from '~/design/patterns/ErrorState'
import { RelativeTime } from '~/design/patterns/RelativeTime'
import { Card } from '~/design/primitives/Card'
import { useLocale } from '~/i18n/useLocale'
import { type Notice, noticePath, noticeText, noticeTone } from '~/realtime/notices'
import { latestNoticesQuery } from '../api'

const looks = {
  positive: { icon: IconCircleCheck, mark: 'ok' },
  warning: { icon: IconAlertTriangle, mark: 'warn' },
  critical: { icon: IconAlertCircle, mark: 'bad' },
  neutral: { icon: IconInfoCircle, mark: '' },
}

/** What has happened lately, newest first. */
export function ActivityCard() {
  const { t } = useLingui()
  const query = useQuery(latestNoticesQuery)
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
        {data?.items.map((notice) => (
          <Line key={notice.id} notice={notice} />
        ))}
      </ul>
    </Card>
  )
}

function Line({ notice }: { notice: Notice }) {
  const { i18n } = useLingui()
  const locale = useLocale()
  const { icon: Icon, mark } = looks[noticeTone(notice)]
  return (
    <li>
      <Icon className={`i ${mark}`} aria-hidden />
      <span>
        <Link className="feed__link" to={noticePath(notice)}>
          {i18n._(noticeText(notice, locale))}
        </Link>
        <span className="cell__sub">
          <RelativeTime at={notice.created_at} />
        </span>
      </span>
    </li>
  )
}

import { Trans, useLingui } from '@lingui/react/macro'
import { IconAlertCircle, IconCircleCheck } from '@tabler/icons-react'
import { Link } from 'react-router'
import { useCan } from '~/auth/me'
import { RelativeTime } from '~/design/patterns/RelativeTime'
import { Card } from '~/design/primitives/Card'
import { LinkButton } from '~/design/primitives/LinkButton'
import { reasonForStaff } from '~/design/staff/reason'
import type { Overview } from '../api'

/** What broke and why, newest first; each leads to its operation. */
export function FailuresCard({ overview }: { overview: Overview }) {
  const { t, i18n } = useLingui()
  const open = useCan()('services:read')
  return (
    <Card
      flush
      title={t`Recent failures`}
      aside={
        open && (
          <Link to="/admin/operations?state=failed">
            <Trans>All failed operations</Trans>
          </Link>
        )
      }
    >
      {overview.recent_failures.length === 0 && (
        <p className="card__body row small second">
          <IconCircleCheck className="i ok" aria-hidden />
          <Trans>No service is left with a failed operation.</Trans>
        </p>
      )}
      <ul className="movements movements--wrap">
        {overview.recent_failures.map((failure) => (
          <li key={failure.operation_id}>
            <span className="grow">
              <span className="medium">{failure.hostname}</span>
              <span className="row cell__sub bad">
                <IconAlertCircle className="i i--sm" aria-hidden />
                {failure.error_code
                  ? i18n._(reasonForStaff(failure.error_code))
                  : t`Unknown reason`}
              </span>
            </span>
            <span className="muted tiny">
              <RelativeTime at={failure.created_at} />
            </span>
            {open && (
              <LinkButton size="sm" to={`/admin/operations/${failure.operation_id}`}>
                <Trans>View</Trans>
              </LinkButton>
            )}
          </li>
        ))}
      </ul>
    </Card>
  )
}

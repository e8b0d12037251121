import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Link, Navigate, Route, Routes, useParams } from 'react-router'
import { ActionButton } from '~/actions/ActionButton'
import { useSubjectActions } from '~/actions/subject'
import { CopyButton } from '~/design/patterns/CopyButton'
import { useNameCrumb } from '~/design/patterns/crumb'
import { KeyValues } from '~/design/patterns/KeyValues'
import { ModulePage } from '~/design/patterns/ModulePage'
import { RelativeTime } from '~/design/patterns/RelativeTime'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { Tabs } from '~/design/patterns/Tabs'
import { Card } from '~/design/primitives/Card'
import { roleNames } from '~/design/status/member'
import { disable, enable, endSessions, resetSecondFactor, userActions } from '../actions'
import { type User, userQuery } from '../api'
import { SessionsTab } from '../components/SessionsTab'
import { SignInsTab } from '../components/SignInsTab'
import { ActiveBadge, FactorBadge } from '../components/State'
import { roleName } from '../labels'

export default function UserPage() {
  const { t } = useLingui()
  const { userId = '' } = useParams()
  const query = useQuery(userQuery(userId))
  const user = query.data
  const name = user && (user.name || user.email)
  const base = `/admin/users/${userId}`
  useNameCrumb(name)
  useSubjectActions(name ?? '', userActions, user)
  return (
    <ModulePage
      title={name ?? t`User`}
      badge={user && <ActiveBadge user={user} />}
      description={user?.email}
      actions={
        user && (
          <>
            <ActionButton action={enable} subject={user} variant="primary" />
            <ActionButton action={endSessions} subject={user} variant="danger-outline" />
            <ActionButton action={resetSecondFactor} subject={user} variant="danger-outline" />
            <ActionButton action={disable} subject={user} variant="danger-outline" />
          </>
        )
      }
      query={query}
      tabs={
        user && (
          <Tabs
            label={t`Sections of the person`}
            tabs={[
              { to: base, label: t`Overview`, end: true },
              { to: `${base}/sessions`, label: t`Sessions` },
              { to: `${base}/sign-ins`, label: t`Sign-ins` },
            ]}
          />
        )
      }
      skeleton={
        <div className="cols">
          <CardSkeleton lines={5} />
          <CardSkeleton lines={5} />
        </div>
      }
    >
      {user && (
        <Routes>
          <Route
            index
            element={
              <div className="cols">
                <Accounts user={user} />
                <Facts user={user} />
              </div>
            }
          />
          <Route path="sessions" element={<SessionsTab key={user.id} user={user} />} />
          <Route path="sign-ins" element={<SignInsTab key={user.id} user={user} />} />
          <Route path="*" element={<Navigate replace to={base} />} />
        </Routes>
      )}
    </ModulePage>
  )
}

function Facts({ user }: { user: User }) {
  const { t, i18n } = useLingui()
  return (
    <Card title={t`Facts`}>
      <KeyValues
        facts={[
          { label: t`Email`, value: <CopyButton value={user.email} /> },
          {
            label: t`Address confirmed`,
            value: user.email_verified ? t`yes` : t`no`,
          },
          { label: t`Second factor`, value: <FactorBadge user={user} /> },
          {
            label: t`Roles`,
            value: user.roles.map((role) => i18n._(roleName(role))).join(', ') || null,
          },
          {
            label: t`Last seen`,
            value: user.last_seen_at && <RelativeTime at={user.last_seen_at} />,
          },
          { label: t`Registered`, value: <RelativeTime at={user.created_at} /> },
          {
            label: t`Identifier`,
            value: <CopyButton value={user.id} short />,
          },
        ]}
      />
    </Card>
  )
}

function Accounts({ user }: { user: User }) {
  const { t, i18n } = useLingui()
  return (
    <Card flush={user.accounts.length > 0} title={t`Accounts`}>
      {user.accounts.length === 0 ? (
        <p className="small second">
          <Trans>This person belongs to no account.</Trans>
        </p>
      ) : (
        <ul className="movements">
          {user.accounts.map((account) => (
            <li key={account.id}>
              <Link className="grow medium" to={`/admin/customers/${account.id}`}>
                {account.name}
              </Link>
              <span className="muted">
                {i18n._(roleNames[account.role as keyof typeof roleNames])}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

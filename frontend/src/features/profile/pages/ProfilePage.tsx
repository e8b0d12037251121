import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { Navigate, Route, Routes } from 'react-router'
import { meQuery, useTree } from '~/auth/me'
import { ModulePage } from '~/design/patterns/ModulePage'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { Tabs } from '~/design/patterns/Tabs'
import { profilePath } from '~/lib/paths'
import { BasicTab } from '../components/BasicTab'
import { PasswordTab } from '../components/PasswordTab'

// Most visits are to the basics: the rest loads when its tab is opened.
const SecurityTab = lazy(async () => ({
  default: (await import('../components/SecurityTab')).SecurityTab,
}))
const SignInsTab = lazy(async () => ({
  default: (await import('../components/SignInsTab')).SignInsTab,
}))
const AddressesTab = lazy(async () => ({
  default: (await import('../components/AddressesTab')).AddressesTab,
}))
const DataTab = lazy(async () => ({
  default: (await import('../components/DataTab')).DataTab,
}))

export default function ProfilePage() {
  const { t } = useLingui()
  const query = useQuery(meQuery)
  const base = profilePath(useTree())
  const me = query.data
  return (
    <ModulePage
      title={t`Profile`}
      description={t`Your name, how to reach you, and how you sign in`}
      query={query}
      tabs={
        <Tabs
          label={t`Sections of the profile`}
          tabs={[
            { to: base, label: t`Basics`, end: true },
            { to: `${base}/password`, label: t`Password` },
            { to: `${base}/security`, label: t`Security` },
            { to: `${base}/data`, label: t`Your data` },
          ]}
        />
      }
      skeleton={<ProfileSkeleton />}
    >
      {me && (
        <Suspense fallback={<ProfileSkeleton />}>
          <Routes>
            <Route index element={<BasicTab key={me.id} me={me} />} />
            <Route path="password" element={<PasswordTab email={me.email} />} />
            <Route path="security" element={<SecurityTab />} />
            <Route path="security/sign-ins" element={<SignInsTab />} />
            <Route path="security/addresses" element={<AddressesTab />} />
            <Route path="data" element={<DataTab email={me.email} />} />
            <Route path="*" element={<Navigate replace to={base} />} />
          </Routes>
        </Suspense>
      )}
    </ModulePage>
  )
}

function ProfileSkeleton() {
  return (
    <div className="cols">
      <CardSkeleton lines={8} />
      <CardSkeleton lines={4} />
    </div>
  )
}

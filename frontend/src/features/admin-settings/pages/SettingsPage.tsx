import { Trans, useLingui } from '@lingui/react/macro'
import { IconListCheck } from '@tabler/icons-react'
import { Navigate, Route, Routes } from 'react-router'
import { ModulePage } from '~/design/patterns/ModulePage'
import { Tabs } from '~/design/patterns/Tabs'
import { LinkButton } from '~/design/primitives/LinkButton'
import { BackupsTab } from '../components/BackupsTab'
import { BrandTab } from '../components/BrandTab'
import { CompanyTab } from '../components/CompanyTab'
import { LocaleTab } from '../components/LocaleTab'
import { MailTab } from '../components/MailTab'
import { PaymentsTab } from '../components/PaymentsTab'
import { RegistrationTab } from '../components/RegistrationTab'
import { RetentionTab } from '../components/RetentionTab'

const BASE = '/admin/settings'

export default function SettingsPage() {
  const { t } = useLingui()
  return (
    <ModulePage
      title={t`Settings`}
      description={t`They apply at once, to everybody. What the environment sets is read-only here`}
      actions={
        <LinkButton to="/admin/setup" icon={IconListCheck}>
          <Trans>First steps</Trans>
        </LinkButton>
      }
      tabs={
        <Tabs
          label={t`Groups of settings`}
          tabs={[
            { to: BASE, label: t`Company`, end: true },
            { to: `${BASE}/brand`, label: t`Brand` },
            { to: `${BASE}/locale`, label: t`Language and currency` },
            { to: `${BASE}/mail`, label: t`Mail` },
            { to: `${BASE}/payments`, label: t`Payments` },
            { to: `${BASE}/backups`, label: t`Backups` },
            { to: `${BASE}/registration`, label: t`Registration` },
            { to: `${BASE}/retention`, label: t`Retention` },
          ]}
        />
      }
    >
      <Routes>
        <Route index element={<CompanyTab />} />
        <Route path="brand" element={<BrandTab />} />
        <Route path="locale" element={<LocaleTab />} />
        <Route path="mail" element={<MailTab />} />
        <Route path="payments" element={<PaymentsTab />} />
        <Route path="backups" element={<BackupsTab />} />
        <Route path="registration" element={<RegistrationTab />} />
        <Route path="retention" element={<RetentionTab />} />
        <Route path="*" element={<Navigate replace to={BASE} />} />
      </Routes>
    </ModulePage>
  )
}

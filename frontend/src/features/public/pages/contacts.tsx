import { Trans, useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { PublicHead } from '~/design/patterns/PublicHead'
import { useCompany } from '../catalog'

export default function Contacts() {
  const { t } = useLingui()
  const company = useCompany()
  const { support_email: email, support_phone: phone } = company
  return (
    <main className="pub-main" id="main">
      <PublicHead
        path="/contacts"
        title={t`Contacts`}
        description={t`How to reach us, and who we are: address, phone, email and company details.`}
      />
      <div className="pub pub-title">
        <h1>
          <Trans>Contacts</Trans>
        </h1>
        <p>
          <Trans>How to reach us, and who we are.</Trans>
        </p>
      </div>
      <div className="pub pub-body">
        <dl className="facts">
          <Fact name={t`Email`} value={email && <a href={`mailto:${email}`}>{email}</a>} />
          <Fact
            name={t`Phone`}
            value={phone && <a href={`tel:${phone.replace(/[^+\d]/g, '')}`}>{phone}</a>}
          />
          <Fact name={t`Company`} value={company.legal_name || company.company_name} />
          <Fact name={t`Address`} value={company.address} />
          <Fact name={t`Tax number`} value={company.tax_id} />
          <Fact name={t`Registration number`} value={company.registration_number} />
        </dl>
      </div>
    </main>
  )
}

/** What the company has not said has no line. */
function Fact({ name, value }: { name: string; value: ReactNode }) {
  if (!value) return null
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  )
}

import { useLingui } from '@lingui/react/macro'
import { Island } from '~/design/patterns/Island'
import { PublicHead } from '~/design/patterns/PublicHead'
import { useBrand } from '~/lib/brand'
import { ResetForm } from '../components/ResetForm'

export const handle = { island: 'recovery' }

export default function Page() {
  const { name: brand } = useBrand()
  const { t } = useLingui()
  return (
    <>
      <PublicHead
        hidden
        path="/reset-password"
        title={t`New password`}
        description={t`Choose a new password for your ${brand} account.`}
      />
      <Island page="reset-password">
        <ResetForm />
      </Island>
    </>
  )
}

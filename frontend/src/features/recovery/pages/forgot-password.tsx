import { useLingui } from '@lingui/react/macro'
import { Island } from '~/design/patterns/Island'
import { PublicHead } from '~/design/patterns/PublicHead'
import { useBrand } from '~/lib/brand'
import { ForgotForm } from '../components/ForgotForm'

export const handle = { island: 'recovery' }

export default function Page() {
  const { name: brand } = useBrand()
  const { t } = useLingui()
  return (
    <>
      <PublicHead
        hidden
        path="/forgot-password"
        title={t`Forgotten password`}
        description={t`Ask for a link to choose a new password for your ${brand} account.`}
      />
      <Island page="forgot-password">
        <ForgotForm />
      </Island>
    </>
  )
}

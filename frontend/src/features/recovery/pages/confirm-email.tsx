import { useLingui } from '@lingui/react/macro'
import { Island } from '~/design/patterns/Island'
import { PublicHead } from '~/design/patterns/PublicHead'
import { useBrand } from '~/lib/brand'
import { ConfirmEmail } from '../components/ConfirmEmail'

export const handle = { island: 'recovery' }

export default function Page() {
  const { name: brand } = useBrand()
  const { t } = useLingui()
  return (
    <>
      <PublicHead
        hidden
        path="/confirm-email"
        title={t`New email address`}
        description={t`Confirm the new email address of your ${brand} account.`}
      />
      <Island page="confirm-email">
        <ConfirmEmail />
      </Island>
    </>
  )
}

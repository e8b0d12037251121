import { useLingui } from '@lingui/react/macro'
import { Island } from '~/design/patterns/Island'
import { PublicHead } from '~/design/patterns/PublicHead'
import { useBrand } from '~/lib/brand'
import { CheckMail } from '../components/CheckMail'

export const handle = { island: 'session' }

export default function Page() {
  const { name: brand } = useBrand()
  const { t } = useLingui()
  return (
    <>
      <PublicHead
        path="/verify"
        title={t`Confirm your email`}
        description={t`Confirm the email address of your ${brand} account.`}
      />
      <Island page="verify">
        <CheckMail />
      </Island>
    </>
  )
}

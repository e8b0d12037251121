import { useLingui } from '@lingui/react/macro'
import { Island } from '~/design/patterns/Island'
import { PublicHead } from '~/design/patterns/PublicHead'
import { CheckMail } from '../components/CheckMail'

export const handle = { island: 'session' }

export default function Page() {
  const { t } = useLingui()
  return (
    <>
      <PublicHead
        path="/verify"
        title={t`Confirm your email`}
        description={t`Confirm the email address of your Hostwright account.`}
      />
      <Island page="verify">
        <CheckMail />
      </Island>
    </>
  )
}

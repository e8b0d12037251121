import { useLingui } from '@lingui/react/macro'
import { Island } from '~/design/patterns/Island'
import { PublicHead } from '~/design/patterns/PublicHead'
import { useBrand } from '~/lib/brand'
import { SignInForm } from '../components/SignInForm'

export const handle = { island: 'session' }

export default function Page() {
  const { name: brand } = useBrand()
  const { t } = useLingui()
  return (
    <>
      <PublicHead
        path="/sign-in"
        title={t`Welcome back`}
        description={t`Sign in to the ${brand} control panel: services, invoices and support in one place.`}
      />
      <Island page="sign-in">
        <SignInForm />
      </Island>
    </>
  )
}

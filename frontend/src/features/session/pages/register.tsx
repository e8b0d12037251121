import { useLingui } from '@lingui/react/macro'
import { useContext } from 'react'
import { Island } from '~/design/patterns/Island'
import { PublicHead } from '~/design/patterns/PublicHead'
import { useBrand } from '~/lib/brand'
import { useInForce } from '~/lib/legal'
import { RegisterForm } from '../components/RegisterForm'
import { RegistrationContext } from '../components/rule'

export const handle = { island: 'session' }

export default function Page() {
  const { name: brand } = useBrand()
  const { t } = useLingui()
  const registration = useContext(RegistrationContext)
  return (
    <>
      <PublicHead
        path="/register"
        title={t`Registration`}
        description={t`Create a ${brand} account: it takes a minute, and your first container takes one more.`}
      />
      <Island page="register" facts={{ registration, documents: JSON.stringify(useInForce()) }}>
        <RegisterForm />
      </Island>
    </>
  )
}

import { useLingui } from '@lingui/react/macro'
import { Island } from '~/design/patterns/Island'
import { PublicHead } from '~/design/patterns/PublicHead'
import { RegisterForm } from '../components/RegisterForm'

export const handle = { island: 'session' }

export default function Page() {
  const { t } = useLingui()
  return (
    <>
      <PublicHead
        path="/register"
        title={t`Registration`}
        description={t`Create a Hostwright account: it takes a minute, and your first container takes one more.`}
      />
      <Island page="register">
        <RegisterForm />
      </Island>
    </>
  )
}

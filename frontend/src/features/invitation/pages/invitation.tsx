import { useLingui } from '@lingui/react/macro'
import { Island } from '~/design/patterns/Island'
import { PublicHead } from '~/design/patterns/PublicHead'
import { Offer } from '../components/Offer'

export const handle = { island: 'invitation' }

export default function Page() {
  const { t } = useLingui()
  return (
    <>
      <PublicHead
        hidden
        path="/invitation"
        title={t`Invitation`}
        description={t`Join a team on Hostwright.`}
      />
      <Island page="invitation">
        <Offer />
      </Island>
    </>
  )
}

import { useLingui } from '@lingui/react/macro'
import { Island } from '~/design/patterns/Island'
import { PublicHead } from '~/design/patterns/PublicHead'
import { useBrand } from '~/lib/brand'
import { Offer } from '../components/Offer'

export const handle = { island: 'invitation' }

export default function Page() {
  const { name: brand } = useBrand()
  const { t } = useLingui()
  return (
    <>
      <PublicHead
        hidden
        path="/invitation"
        title={t`Invitation`}
        description={t`Join a team on ${brand}.`}
      />
      <Island page="invitation">
        <Offer />
      </Island>
    </>
  )
}

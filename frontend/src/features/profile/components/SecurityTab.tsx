import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useMe } from '~/auth/me'
import { securityQuery } from '~/auth/security'
import { Loaded } from '~/design/patterns/Loaded'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import type { TotpSetup } from '../api'
import { DevicesCard } from './DevicesCard'
import { FactorNotice } from './FactorNotice'
import { PasskeysCard } from './PasskeysCard'
import { RecoveryCard } from './RecoveryCard'
import { RecoveryCodes } from './RecoveryCodes'
import { SignInsCard } from './SignInsCard'
import { TotpCard } from './TotpCard'

export function SecurityTab() {
  const security = useQuery(securityQuery)
  const me = useMe()
  const [setup, setSetup] = useState<TotpSetup | null>(null)
  const [codes, setCodes] = useState<string[] | null>(null)
  return (
    <div className="stack stack--lg">
      {codes && <RecoveryCodes codes={codes} onKept={() => setCodes(null)} />}
      <div className="cols">
        <div className="stack">
          <Loaded query={security} skeleton={<CardSkeleton lines={6} />}>
            {(found) => (
              <>
                {me?.second_factor_required && !setup && (
                  <FactorNotice security={found} onSetup={setSetup} />
                )}
                <PasskeysCard passkeys={found.passkeys} />
                <TotpCard totp={found.totp} setup={setup} onSetup={setSetup} onCodes={setCodes} />
                <RecoveryCard security={found} onCodes={setCodes} />
              </>
            )}
          </Loaded>
          <DevicesCard />
        </div>
        <SignInsCard />
      </div>
    </div>
  )
}

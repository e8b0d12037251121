import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { securityQuery } from '~/auth/security'
import { DevicesCard } from './DevicesCard'
import { Loaded } from './Loaded'
import { PasskeysCard } from './PasskeysCard'
import { RecoveryCard } from './RecoveryCard'
import { RecoveryCodes } from './RecoveryCodes'
import { SignInsCard } from './SignInsCard'
import { TotpCard } from './TotpCard'

export function SecurityTab() {
  const security = useQuery(securityQuery)
  const [codes, setCodes] = useState<string[] | null>(null)
  return (
    <div className="stack stack--lg">
      {codes && <RecoveryCodes codes={codes} onKept={() => setCodes(null)} />}
      <div className="cols">
        <div className="stack">
          <Loaded query={security} lines={6}>
            {(found) => (
              <>
                <PasskeysCard passkeys={found.passkeys} />
                <TotpCard totp={found.totp} onCodes={setCodes} />
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

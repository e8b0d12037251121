import { Suspense, useSyncExternalStore } from 'react'
import { ProofDialog } from './factors'
import { proofDesk } from './proof'

/** One for the whole panel: whatever is refused for want of a proof opens this dialog. */
export function StepUp() {
  const open = useSyncExternalStore(proofDesk.subscribe, proofDesk.isOpen, () => false)
  if (!open) return null
  return (
    <Suspense>
      <ProofDialog />
    </Suspense>
  )
}

import { Suspense, useSyncExternalStore } from 'react'
import { StepUpDialog } from './factors'
import { stepUpPrompt } from './stepUpPrompt'

/** One for the whole panel: whatever is refused for want of a proof opens this dialog. */
export function StepUp() {
  const open = useSyncExternalStore(stepUpPrompt.subscribe, stepUpPrompt.isOpen, () => false)
  if (!open) return null
  return (
    <Suspense>
      <StepUpDialog />
    </Suspense>
  )
}

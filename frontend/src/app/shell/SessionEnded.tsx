import { Suspense } from 'react'
import { SignInAgain } from '~/auth/factors'

/** The panel stays as it is under a dialog: whoever signs in again goes on where they stopped. */
export function SessionEnded({ email }: { email: string }) {
  return (
    <Suspense>
      <SignInAgain email={email} />
    </Suspense>
  )
}

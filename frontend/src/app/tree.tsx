import { QueryClientProvider } from '@tanstack/react-query'
import { Suspense, useState } from 'react'
import { useLocation } from 'react-router'
import { ActionProvider } from '~/actions/runtime'
import { createQueryClient } from '~/api/query'
import { StepUp } from '~/auth/StepUp'
import { ConfirmProvider } from '~/design/patterns/Confirm'
import { ToastProvider } from '~/design/patterns/ToastProvider'
import { RealtimeProvider } from '~/realtime/RealtimeProvider'
import { Pages } from './pages'
import { AccessLost } from './shell/AccessLost'
import { ErrorPage } from './shell/ErrorPage'
import { Frame } from './shell/Frame'
import { FrameSkeleton, PageSkeleton } from './shell/FrameSkeleton'
import { SignedIn } from './shell/SignedIn'

/** Both trees, `/panel/*` and `/admin/*`: one shell, one cache, one stream. */
export default function Tree() {
  const [queries] = useState(createQueryClient)
  const tree = useLocation().pathname.startsWith('/admin') ? 'admin' : 'panel'
  return (
    <QueryClientProvider client={queries}>
      <ToastProvider>
        <ConfirmProvider>
          <SignedIn>
            <RealtimeProvider>
              <ActionProvider>
                <StepUp />
                <AccessLost />
                <Frame tree={tree}>
                  <Suspense fallback={<PageSkeleton />}>
                    <Pages tree={tree} />
                  </Suspense>
                </Frame>
              </ActionProvider>
            </RealtimeProvider>
          </SignedIn>
        </ConfirmProvider>
      </ToastProvider>
    </QueryClientProvider>
  )
}

export function HydrateFallback() {
  return <FrameSkeleton />
}

export function ErrorBoundary() {
  return <ErrorPage />
}

import { QueryClientProvider } from '@tanstack/react-query'
import { type ReactNode, Suspense, useState } from 'react'
import { Navigate, useLocation } from 'react-router'
import { ActionProvider } from '~/actions/runtime'
import { observeRequests } from '~/api/observer'
import { createQueryClient } from '~/api/query'
import { useMe } from '~/auth/me'
import { StepUp } from '~/auth/StepUp'
import { placeInstead } from '~/auth/start'
import { ConfirmProvider } from '~/design/patterns/Confirm'
import { ToastProvider } from '~/design/patterns/ToastProvider'
import { RealtimeProvider } from '~/realtime/RealtimeProvider'
import { Pages } from './pages'
import { preloadPageAt } from './preload'
import { AccessLost } from './shell/AccessLost'
import { BrandNow } from './shell/BrandNow'
import { Frame } from './shell/Frame'
import { PageSkeleton } from './shell/FrameSkeleton'
import { SignedIn } from './shell/SignedIn'

observeRequests()
preloadPageAt(globalThis.location?.pathname ?? '')

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
                <BrandNow />
                <Placed>
                  <Frame tree={tree}>
                    <Suspense fallback={<PageSkeleton />}>
                      <Pages tree={tree} />
                    </Suspense>
                  </Frame>
                </Placed>
              </ActionProvider>
            </RealtimeProvider>
          </SignedIn>
        </ConfirmProvider>
      </ToastProvider>
    </QueryClientProvider>
  )
}

/** Staff begin in the administration, customers in the panel. */
function Placed({ children }: { children: ReactNode }) {
  const me = useMe()
  const { pathname, search } = useLocation()
  const place = me && placeInstead(me, pathname, search)
  return place ? <Navigate replace to={place} /> : children
}

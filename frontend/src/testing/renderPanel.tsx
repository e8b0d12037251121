import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { type ReactNode, Suspense } from 'react'
import { MemoryRouter, Route, Routes, useLocation } from 'react-router'
import { ActionProvider } from '~/actions/runtime'
import { meQuery, type Permission } from '~/auth/me'
import { StepUp } from '~/auth/StepUp'
import { ConfirmProvider } from '~/design/patterns/Confirm'
import { ToastProvider } from '~/design/patterns/ToastProvider'
import { me } from './fixtures'

export interface PanelOptions {
  /** Where the reader is; `/panel/services?q=web` */
  at?: string
  /** The address the page is mounted at; `/panel/services/:serviceId/*` */
  path?: string
  permissions?: Permission[]
  /** What one of the staff may do in the admin tree. */
  staff?: Permission[]
  /** One of the staff, signed in without the second factor that policy asks for. */
  secondFactorRequired?: boolean
  /** Somebody whom no account has. */
  alone?: boolean
}

/** A page with everything the panel puts around it, but the frame. Signed in from the start. */
export function renderPanel(page: ReactNode, options: PanelOptions = {}) {
  const queries = new QueryClient({
    defaultOptions: { queries: { retry: false, staleTime: 60_000 } },
  })
  queries.setQueryData(meQuery.queryKey, {
    ...me,
    ...(options.alone ? { account: null, accounts: [] } : {}),
    permissions: options.alone ? [] : (options.permissions ?? me.permissions),
    staff: options.staff !== undefined,
    staff_permissions: options.staff ?? [],
    second_factor_required: options.secondFactorRequired ?? false,
  })
  const place = { current: '' }
  const view = render(
    <I18nProvider i18n={i18n}>
      <QueryClientProvider client={queries}>
        <MemoryRouter initialEntries={[options.at ?? '/panel']}>
          <ToastProvider>
            <ConfirmProvider>
              <ActionProvider>
                <StepUp />
                <Whereabouts place={place} />
                <Suspense>
                  <Routes>
                    <Route path={options.path ?? '*'} element={page} />
                    <Route path="*" element={<p>elsewhere</p>} />
                  </Routes>
                </Suspense>
              </ActionProvider>
            </ConfirmProvider>
          </ToastProvider>
        </MemoryRouter>
      </QueryClientProvider>
    </I18nProvider>,
  )
  return { ...view, queries, place, user: userEvent.setup() }
}

function Whereabouts({ place }: { place: { current: string } }) {
  const { pathname, search } = useLocation()
  place.current = pathname + search
  return null
}

import { Trans } from '@lingui/react/macro'
import { lazy, type ReactNode, Suspense, useEffect, useRef } from 'react'
import { useLocation, useNavigationType } from 'react-router'
import { CommandBarProvider } from '~/actions/CommandBar'
import { useMe } from '~/auth/me'
import { loadCatalogs } from '~/i18n/catalogs'
import { loadChunk } from '../loadChunk'
import { modules } from '../modules'
import { Connection } from './Connection'
import { NewVersion } from './NewVersion'
import { Sidebar } from './Sidebar'
import { isSamePlace, useScrollRestoration } from './scroll'
import { TopBar } from './TopBar'
import { useDrawer } from './useDrawer'

const ConsentPrompt = lazy(async () => {
  const [page] = await Promise.all([
    loadChunk(() => import('~/features/consents/components/ConsentPrompt')),
    loadCatalogs(['consents']),
  ])
  return page
})
const ImpersonationBanner = lazy(() => import('./ImpersonationBanner'))

/** The grid `1fr | 256 | ≤1120 | 1fr`: top bar, sidebar or drawer, and the module. */
export function Frame({ tree, children }: { tree: 'panel' | 'admin'; children: ReactNode }) {
  const drawer = useDrawer()
  const main = useFocusOnNavigation()
  useScrollRestoration()
  const me = useMe()
  return (
    <CommandBarProvider modules={modules} tree={tree}>
      <a className="skip" href="#main">
        <Trans>Skip to content</Trans>
      </a>
      <div className="frame">
        <TopBar tree={tree} drawer={drawer} />
        {/* The scrim is for the pointer; the keyboard has Esc and the burger. */}
        <div className="scrim" aria-hidden="true" onPointerDown={drawer.close} />
        <Sidebar tree={tree} drawer={drawer} />
        <main className="module" id="main" tabIndex={-1} ref={main}>
          <Connection />
          <NewVersion />
          <Suspense>{me?.impersonated_by && <ImpersonationBanner me={me} />}</Suspense>
          {children}
        </main>
      </div>
      <Suspense>{tree === 'panel' && me && !me.impersonated_by && <ConsentPrompt />}</Suspense>
    </CommandBarProvider>
  )
}

/** A new page takes the focus; Back leaves the browser to restore it. */
function useFocusOnNavigation() {
  const main = useRef<HTMLElement>(null)
  const { pathname } = useLocation()
  const type = useNavigationType()
  const before = useRef(pathname)
  useEffect(() => {
    const moved = before.current !== pathname
    const samePlace = isSamePlace(before.current, pathname)
    before.current = pathname
    if (!moved || type === 'POP' || samePlace) return
    main.current?.focus({ preventScroll: true })
  }, [pathname, type])
  return main
}

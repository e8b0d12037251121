import { type ReactNode, useContext } from 'react'
import { Links, Outlet, Scripts, useLocation, useMatches } from 'react-router'
import { DocumentContext, inTrees, type PublicHandle } from './app/document'
import { InlineStyles } from './app/InlineStyles'
import PanelSkeleton from './app/PanelSkeleton'
import { ErrorPage } from './app/shell/ErrorPage'

/** In a build only the router itself wants its scripts, in a fallback that nobody is served. */
const hydrates = (panel: boolean, fallback = false) =>
  import.meta.env.DEV ? !panel : import.meta.env.SSR && fallback

/** Three kinds of document: content without a script, a page with an island, and the panel. */
export function Layout({ children }: { children: ReactNode }) {
  const facts = useContext(DocumentContext)
  const { pathname } = useLocation()
  const matches = useMatches()
  const panel = inTrees(pathname)
  const name = matches
    .map((match) => (match.handle as PublicHandle | undefined)?.island)
    .find(Boolean)
  const island = name ? facts.islands[name] : undefined
  return (
    <html lang={facts.locale} suppressHydrationWarning>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <InlineStyles panel={panel} />
        <Links />
        {island && <script type="module" src={island} />}
        {import.meta.env.DEV && panel && <PanelScripts />}
      </head>
      <body>
        {children}
        {hydrates(panel, facts.fallback) && <Scripts />}
      </body>
    </html>
  )
}

export default function Root() {
  return <Outlet />
}

/** A build's are put in by `scripts/finish.mjs`, which knows their names. */
function PanelScripts() {
  return (
    <>
      <script type="module" src="/@id/__x00__virtual:react-router/inject-hmr-runtime" />
      <script type="module" src="/src/entry.panel.tsx" />
    </>
  )
}

/** What development answers for any address of the panel. */
export function HydrateFallback() {
  return <PanelSkeleton />
}

export function ErrorBoundary() {
  return <ErrorPage />
}

import { type ReactNode, useContext } from 'react'
import { Links, Outlet, Scripts, ScrollRestoration, useLocation, useMatches } from 'react-router'
import { DocumentContext, inTrees, type PublicHandle } from './app/document'
import { InlineStyles } from './app/InlineStyles'
import { ErrorPage } from './app/shell/ErrorPage'
import { FrameSkeleton } from './app/shell/FrameSkeleton'

/** Three kinds of document: content without a script, a page with an island, and the panel. */
export function Layout({ children }: { children: ReactNode }) {
  const facts = useContext(DocumentContext)
  const { pathname } = useLocation()
  const matches = useMatches()
  const panel = facts.fallback ?? inTrees(pathname)
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
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        <InlineStyles panel={panel} />
        <Links />
        {island && <script type="module" src={island} />}
      </head>
      <body>
        {children}
        {(panel || import.meta.env.DEV) && (
          <>
            <ScrollRestoration />
            <Scripts />
          </>
        )}
      </body>
    </html>
  )
}

export default function Root() {
  return <Outlet />
}

/** In the panel's HTML from the first byte: the shape is there before any script is. */
export function HydrateFallback() {
  return <FrameSkeleton />
}

export function ErrorBoundary() {
  return <ErrorPage />
}

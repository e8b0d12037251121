import { existsSync, readFileSync } from 'node:fs'
import { setupI18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { prerender } from 'react-dom/static.edge'
import { type EntryContext, ServerRouter } from 'react-router'
import { DocumentContext } from './app/document'
import { allCatalogs } from './i18n/allCatalogs'
import { readCatalogs } from './i18n/catalogs'
import { localeOfPath } from './lib/locale'

const manifestFile = 'build/client/.vite/manifest.json'

/** The addresses of the islands, as the client build has just named them. */
function readIslands(): Record<string, string> {
  if (!existsSync(manifestFile)) return {}
  const manifest: Record<string, { file: string; src?: string }> = JSON.parse(
    readFileSync(manifestFile, 'utf8'),
  )
  return Object.fromEntries(
    Object.values(manifest).flatMap(({ file, src }) => {
      const name = /features\/([^/]+)\/island\.tsx$/.exec(src ?? '')?.[1]
      return name ? [[name, `/${file}`]] : []
    }),
  )
}

/** Runs while building only: nothing is rendered on a server later. */
export default async function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  routerContext: EntryContext,
): Promise<Response> {
  const locale = localeOfPath(new URL(request.url).pathname)
  const messages = await readCatalogs(
    allCatalogs,
    ['design', 'public', 'session', 'recovery', 'invitation'],
    locale,
  )
  const i18n = setupI18n({ locale, messages: { [locale]: messages } })
  const facts = { locale, fallback: routerContext.isSpaMode, islands: readIslands() }
  const { prelude } = await prerender(
    <I18nProvider i18n={i18n}>
      <DocumentContext.Provider value={facts}>
        <ServerRouter context={routerContext} url={request.url} />
      </DocumentContext.Provider>
    </I18nProvider>,
    // Everything in place in one piece: no inline script moves it there afterwards.
    { progressiveChunkSize: Number.POSITIVE_INFINITY } as Parameters<typeof prerender>[1],
  )
  headers.set('Content-Type', 'text/html; charset=utf-8')
  return new Response(prelude, { status, headers })
}

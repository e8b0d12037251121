import { setupI18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { prerender } from 'react-dom/static.edge'
import {
  createContext,
  createRequestHandler,
  type EntryContext,
  RouterContextProvider,
  ServerRouter,
} from 'react-router'
import { DocumentContext } from './app/document'
import {
  CatalogContext,
  type Company,
  CompanyContext,
  LegalContext,
  type LegalDocument,
  type Product,
} from './features/public/catalog'
import { asRule, RegistrationContext } from './features/session/components/rule'
import { allCatalogs } from './i18n/allCatalogs'
import { readCatalogs } from './i18n/catalogs'
import { type Brand, BrandContext, noBrand } from './lib/brand'
import { type InForce, InForceContext } from './lib/legal'
import { localeOfPath } from './lib/locale'
import { OriginContext } from './lib/site'

/** What `renderer/` knows when it renders a page; the build itself knows nothing of it. */
interface Site {
  origin: string
  products: Product[]
  company: Partial<Company> & { registration?: string }
  legal: LegalDocument[]
  islands: Record<string, string>
  brand?: Brand
}

export const SiteContext = createContext<Site>({
  origin: '',
  products: [],
  company: {},
  legal: [],
  islands: {},
})
export { createRequestHandler, RouterContextProvider }

/** An API that knows of no brand has a company. */
function named({ company_name: name }: Site['company']): Partial<Brand> {
  return name ? { name } : {}
}

function inForce(legal: LegalDocument[]): InForce[] {
  return legal.flatMap(({ kind, current, versions }) =>
    versions.filter(({ number }) => number === current).map(({ id }) => ({ id, kind })),
  )
}

export default async function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  routerContext: EntryContext,
  loadContext: RouterContextProvider,
): Promise<Response> {
  const locale = localeOfPath(new URL(request.url).pathname)
  const messages = await readCatalogs(
    allCatalogs,
    ['design', 'public', 'session', 'recovery', 'invitation', 'docs'],
    locale,
  )
  const i18n = setupI18n({ locale, messages: { [locale]: messages } })
  const { origin, products, company, legal, islands, brand } = loadContext.get(SiteContext)
  const facts = { locale, fallback: routerContext.isSpaMode, islands }
  const { prelude } = await prerender(
    <I18nProvider i18n={i18n}>
      <DocumentContext.Provider value={facts}>
        <BrandContext.Provider value={{ ...noBrand, ...named(company), ...brand }}>
          <OriginContext.Provider value={origin}>
            <CatalogContext.Provider value={products}>
              <CompanyContext.Provider value={company}>
                <LegalContext.Provider value={legal}>
                  <InForceContext.Provider value={inForce(legal)}>
                    <RegistrationContext value={asRule(company.registration)}>
                      <ServerRouter context={routerContext} url={request.url} />
                    </RegistrationContext>
                  </InForceContext.Provider>
                </LegalContext.Provider>
              </CompanyContext.Provider>
            </CatalogContext.Provider>
          </OriginContext.Provider>
        </BrandContext.Provider>
      </DocumentContext.Provider>
    </I18nProvider>,
    // Everything in place in one piece: no inline script moves it there afterwards.
    { progressiveChunkSize: Number.POSITIVE_INFINITY } as Parameters<typeof prerender>[1],
  )
  headers.set('Content-Type', 'text/html; charset=utf-8')
  return new Response(prelude, { status, headers })
}

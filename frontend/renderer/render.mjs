// A built bundle and what is on sale → the public pages, by their path.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { docsPaths, listedDocs } from '../src/features/docs/paths.ts'
import {
  contentPaths,
  legalPaths,
  prerendered,
  sessionPaths,
} from '../src/features/public/paths.ts'
import { isLocale, locales, localized } from '../src/lib/locale.ts'

const listed = [...contentPaths, ...sessionPaths, ...listedDocs].filter(
  (path) => path !== '/404' && path !== '/verify',
)

const selling = new Set(
  ['/', '/plans'].flatMap((path) => locales.map((locale) => localized(path, locale))),
)

/** The addresses of the islands' scripts, as the client build named them. */
export function islandsOf(manifest) {
  return Object.fromEntries(
    Object.values(manifest).flatMap(({ file, src }) => {
      const name = /features\/([^/]+)\/island\.tsx$/.exec(src ?? '')?.[1]
      return name ? [[name, `/${file}`]] : []
    }),
  )
}

/** Loads `build/` once; the function it returns renders every page for one state of the site. */
export async function openBuild(build) {
  const client = join(build, 'client')
  const bundle = await import(pathToFileURL(resolve(build, 'server/index.js')).href)
  const { createRequestHandler, RouterContextProvider, SiteContext } = bundle.entry.module
  const islands = islandsOf(JSON.parse(readFileSync(join(client, '.vite/manifest.json'), 'utf8')))
  const fallback = readFileSync(join(client, '__spa-fallback.html'), 'utf8')
  const added = addedTo(fallback)
  // The router renders what the build lists; versions of documents are known at run time only.
  const paths = [...bundle.prerender]
  const handle = createRequestHandler({ ...bundle, prerender: paths }, 'production')

  async function page(path, site) {
    const context = new RouterContextProvider(new Map([[SiteContext, { ...site, islands }]]))
    const answer = await handle(new Request(`http://localhost${path}`), context)
    const html = await answer.text()
    if (answer.status !== 200) throw new Error(`${path} answers ${answer.status}`)
    return html
  }

  /** The panel's one page, as the build made it, in the brand's name and colours. */
  let panel = { key: null, html: fallback }
  async function panelFor(site) {
    const key = lookOf(site)
    if (panel.key === key) return panel.html
    const html = await page('/panel', site)
    const whole = html.replace('<script', (first) => added.pages + first)
    panel = { key, html: whole.replace('</head>', (end) => added.scripts + end) }
    return panel.html
  }

  /** The documentation changes with the release and the brand only. */
  let docs = { key: null, files: [] }
  async function docsFor(site) {
    const key = site.origin + lookOf(site)
    if (docs.key === key) return docs.files
    const files = []
    for (const path of docsPaths) files.push([fileOf(path), await page(path, site)])
    docs = { key, files }
    return files
  }

  /** A page as it was rendered for this state of what it shows: most of them show no catalogue. */
  const kept = new Map()
  async function fresh(path, site) {
    const seen = { ...site, products: selling.has(path) ? site.products : [] }
    const key = JSON.stringify(seen)
    const before = kept.get(path)
    if (before?.key === key) return before.html
    const html = await page(path, seen)
    kept.set(path, { key, html })
    return html
  }

  return async (site) => {
    const files = new Map([['__spa-fallback.html', await panelFor(site)]])
    const legal = legalPaths(site.legal)
    for (const path of legal.all) if (!paths.includes(path)) paths.push(path)
    for (const path of [...prerendered, ...legal.all]) {
      files.set(fileOf(path), await fresh(path, site))
    }
    for (const [name, html] of await docsFor(site)) files.set(name, html)
    for (const [name, html] of inDefault(files, site.company.language)) files.set(name, html)
    files.set('sitemap.xml', sitemap(site.origin, legal.current))
    files.set('robots.txt', robots(site.origin))
    return files
  }
}

/** `/plans` is the page of the default language, to the byte: its own address is in its head. */
export function inDefault(files, language) {
  const folder = `${isLocale(language) ? language : locales[0]}/`
  return [...files]
    .filter(([name]) => name.startsWith(folder))
    .map(([name, html]) => [name.slice(folder.length), html])
}

/** What `scripts/finish.mjs` put into the panel's HTML: what its pages need, and its scripts. */
function addedTo(html) {
  const [pages = ''] = /<script type="application\/json" id="pages">.*?<\/script>/s.exec(html) ?? []
  const links =
    /((?:<link rel="modulepreload"[^>]*>)*<script type="module"[^>]*><\/script>)<\/head>/
  return { pages, scripts: links.exec(html)?.[1] ?? '' }
}

function lookOf({ brand, company }) {
  return JSON.stringify([brand, company.company_name])
}

/** `/plans` is `plans/index.html`. */
export function fileOf(path) {
  return join(path.slice(1), 'index.html')
}

export function sitemap(origin, more = []) {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n${[...listed, ...more].flatMap((path) => entry(origin, path)).join('\n')}\n</urlset>\n`
}

function entry(origin, path) {
  const link = (language, address) =>
    `<xhtml:link rel="alternate" hreflang="${language}" href="${origin}${address}"/>`
  const links = locales.map((locale) => link(locale, localized(path, locale)))
  const all = [...links, link('x-default', path)].join('')
  return locales.map((locale) => `<url><loc>${origin}${localized(path, locale)}</loc>${all}</url>`)
}

export function robots(origin) {
  return `User-agent: *\nDisallow: /panel\nDisallow: /admin\nDisallow: /api\n\nSitemap: ${origin}/sitemap.xml\n`
}

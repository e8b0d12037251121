// After the build: what search engines look for, and the pages a plain server needs by name.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { contentPaths, sessionPaths } from '../src/features/public/paths.ts'
import { localized } from '../src/lib/locale.ts'

const client = resolve(import.meta.dirname, '../build/client')
const origin = (process.env.PUBLIC_URL ?? 'http://localhost').replace(/\/$/, '')
const listed = [...contentPaths, ...sessionPaths].filter(
  (path) => path !== '/404' && path !== '/verify',
)

function entry(path) {
  const links = ['ru', 'en'].map(
    (locale) =>
      `<xhtml:link rel="alternate" hreflang="${locale}" href="${origin}${localized(path, locale)}"/>`,
  )
  return ['ru', 'en'].map(
    (locale) => `<url><loc>${origin}${localized(path, locale)}</loc>${links.join('')}</url>`,
  )
}

writeFileSync(
  join(client, 'sitemap.xml'),
  `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n${listed.flatMap(entry).join('\n')}\n</urlset>\n`,
)
writeFileSync(
  join(client, 'robots.txt'),
  `User-agent: *\nDisallow: /panel\nDisallow: /admin\nDisallow: /api\n\nSitemap: ${origin}/sitemap.xml\n`,
)
copyFileSync(join(client, '404/index.html'), join(client, '404.html'))
preloadTree()

/** The panel's first HTML asks for its own code at once, not after the router has read the list. */
function preloadTree() {
  const manifest = JSON.parse(readFileSync(join(client, '.vite/manifest.json'), 'utf8'))
  const files = new Set()
  const openAddress = (key) => {
    const chunk = manifest[key]
    if (!chunk || files.has(chunk.file)) return
    files.add(chunk.file)
    for (const next of chunk.imports ?? []) openAddress(next)
  }
  for (const key of Object.keys(manifest)) if (key.startsWith('src/app/tree.tsx')) openAddress(key)
  const page = join(client, '__spa-fallback.html')
  const html = readFileSync(page, 'utf8')
  const links = [...files]
    .filter((file) => !html.includes(file))
    .map((file) => `<link rel="modulepreload" href="/${file}"/>`)
  writeFileSync(page, html.replace('</head>', `${links.join('')}</head>`))
}

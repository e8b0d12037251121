import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { nginxMap, policiesOf, policyOf } from './policy.mjs'
import { publish } from './publish.mjs'
import { fileOf, inDefault, islandsOf, robots, sitemap } from './render.mjs'
import { watch } from './watch.mjs'

const folder = () => mkdtempSync(join(tmpdir(), 'hostwright-pages-'))

it('allows a page its own inline script and style, by their digests', () => {
  const policy = policyOf('<script>window.started = 1</script><style id="a">x{}</style>')
  expect(policy).toContain(
    "script-src 'self' 'sha256-09MAOH1LAi1QMzLJu/FDwXpF4Bdea/jfrKHh6sJkkao=';",
  )
  expect(policy.match(/'sha256-/g)).toHaveLength(2)
  expect(policy).not.toContain('unsafe')
})

it('gives no digest for data and for files', () => {
  const page =
    '<script type="application/ld+json">{"price":1}</script><script src="/a.js"></script>'
  expect(policyOf(page)).toBe(policyOf(''))
})

it('maps the address of each page to its policy', () => {
  const files = new Map([
    ['plans/index.html', '<script>1</script>'],
    ['robots.txt', 'x'],
  ])
  const policies = policiesOf(files)
  expect(Object.keys(policies)).toEqual(['/plans/index.html'])
  expect(nginxMap(policies)).toContain(`"/plans/index.html" "${policies['/plans/index.html']}";`)
})

it('shows a new version in one step, compressed twins included, and keeps the one before', () => {
  const out = folder()
  for (const text of ['one', 'two', 'three'.repeat(500)]) {
    publish(out, new Map([['plans/index.html', text]]))
  }
  const page = join(out, 'current/site/plans/index.html')
  expect(readFileSync(page, 'utf8')).toBe('three'.repeat(500))
  expect(gunzipSync(readFileSync(`${page}.gz`)).toString()).toBe('three'.repeat(500))
  expect(brotliDecompressSync(readFileSync(`${page}.br`)).toString()).toBe('three'.repeat(500))
  expect(readdirSync(join(out, 'versions')).sort()).toEqual(['2', '3'])
})

it('names every address by the origin it is given', () => {
  expect(sitemap('https://a.example')).toContain('<loc>https://a.example/en/plans</loc>')
  expect(sitemap('https://a.example')).toContain('<loc>https://a.example/ru</loc>')
  expect(sitemap('https://a.example')).toContain(
    'hreflang="x-default" href="https://a.example/plans"',
  )
  expect(sitemap('https://a.example')).not.toContain('/404')
  expect(robots('https://a.example')).toContain('Sitemap: https://a.example/sitemap.xml')
  expect([fileOf('/'), fileOf('/en/plans')]).toEqual(['index.html', 'en/plans/index.html'])
})

it('finds the islands of a build', () => {
  const manifest = {
    a: { file: 'assets/session.js', src: 'src/features/session/island.tsx' },
    b: { file: 'assets/tree.js', src: 'src/app/tree.tsx' },
  }
  expect(islandsOf(manifest)).toEqual({ session: '/assets/session.js' })
})

it('shows the default language where the address names none, and Russian before one is known', () => {
  const files = new Map([
    ['ru/index.html', 'дом'],
    ['en/index.html', 'home'],
    ['en/plans/index.html', 'plans'],
    ['__spa-fallback.html', 'panel'],
  ])
  expect(inDefault(files, 'en')).toEqual([
    ['index.html', 'home'],
    ['plans/index.html', 'plans'],
  ])
  expect(inDefault(files, 'ru')).toEqual([['index.html', 'дом']])
  expect(inDefault(files, undefined)).toEqual([['index.html', 'дом']])
})

/** Runs the watch over these answers of the API, an Error being no answer; returns what was shown. */
async function shownOver(answers, out = folder()) {
  const stop = new AbortController()
  const shown = []
  const rest = [...answers]
  await watch({
    out,
    seconds: 0.001,
    signal: stop.signal,
    log: () => {},
    ready: () => shown.push('ready'),
    update: async (source) => {
      if (source.catalog.broken) throw new Error('cannot be rendered')
      shown.push(source.catalog.products.length)
    },
    read: async () => {
      const next = rest.shift()
      if (rest.length === 0) stop.abort()
      if (next instanceof Error) throw next
      return { catalog: next, config: {} }
    },
  })
  return shown
}

const one = { products: [1] }
const two = { products: [1, 2] }

it('renders at once, then only what changed', async () => {
  expect(await shownOver([one, one, two])).toEqual([0, 1, 'ready', 2])
})

it('keeps the last pages while the API is away, and over a restart', async () => {
  const out = folder()
  expect(await shownOver([one, new Error('away'), one], out)).toEqual([0, 1, 'ready'])
  expect(await shownOver([new Error('away')], out)).toEqual([1])
})

it('keeps the last pages when new ones cannot be rendered', async () => {
  expect(await shownOver([one, { ...two, broken: true }, two])).toEqual([0, 1, 'ready', 2])
})

it('begins with nothing where what it remembers is damaged', async () => {
  const out = folder()
  writeFileSync(join(out, 'source.json'), '{')
  expect(await shownOver([one], out)).toEqual([0, 1, 'ready'])
})

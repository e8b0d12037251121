// Sizes of what a reader downloads, gzipped, against the budgets. Needs a finished build.
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { openBuild } from '../renderer/render.mjs'

const build = resolve(import.meta.dirname, '../build')
const shell = '__spa-fallback.html'
const kib = (bytes) => Math.round((bytes / 1024) * 10) / 10

export const budgets = {
  content: 0,
  inline: 1,
  session: 105,
  panel: 156,
  link: 164,
  order: 190,
  module: 40,
  dialog: 4,
  css: 16,
  publicCss: 8,
}

/** A product as the API tells of it, so that the pages are rendered whole. */
const sample = {
  id: 'product',
  slug: 'containers',
  kind: 'container',
  name: { ru: 'Контейнеры', en: 'Containers' },
  description: { ru: 'Приложение', en: 'An application' },
  plans: ['start', 'base', 'pro'].map((slug) => ({
    id: slug,
    slug,
    name: slug,
    cpu_millis: 500,
    memory_mb: 512,
    disk_gb: 5,
    description: { ru: 'Для пробы', en: 'For a trial' },
    is_default: slug === 'base',
    in_stock: true,
    image_ids: [],
    prices: ['month', 'hour'].map((period) => ({
      id: `${slug}-${period}`,
      period,
      amount: { amount: 19000, currency: 'RUB' },
      setup_fee: { amount: 10000, currency: 'RUB' },
    })),
  })),
}

/** Everything a chunk brings along by static imports, itself included. */
export function closure(manifest, keys) {
  const seen = new Set()
  const openAddress = (key) => {
    if (seen.has(key) || !manifest[key]) return
    seen.add(key)
    for (const next of manifest[key].imports ?? []) openAddress(next)
  }
  for (const key of keys) openAddress(key)
  return seen
}

/** Names of what is over its budget, for `[name, size, limit]` rows. */
export function over(rows) {
  return rows.filter(([, size, limit]) => size > limit)
}

function reader(root) {
  const sizes = new Map()
  return (file) => {
    if (!sizes.has(file))
      sizes.set(file, gzipSync(readFileSync(join(root, file)), { level: 9 }).length)
    return sizes.get(file)
  }
}

async function measure(folder) {
  const root = join(folder, 'client')
  const render = await openBuild(folder)
  const pages = await render({
    origin: 'https://panel.test',
    products: [sample],
    legal: [],
    company: { legal_name: 'Hostwright Ltd', address: 'A street', support_email: 'a@b.example' },
  })
  const size = reader(root)
  const manifest = JSON.parse(readFileSync(join(root, '.vite/manifest.json'), 'utf8'))
  const sum = (keys) => [...keys].reduce((total, key) => total + size(manifest[key].file), 0)
  const find = (pattern) => Object.keys(manifest).filter((key) => pattern.test(key))
  const locales = find(/locales\/ru\.po$/)
  const words = (pattern) => locales.filter((key) => pattern.test(key))

  const island = closure(manifest, [
    ...find(/session\/(island|components\/SignInForm)\.tsx$/),
    ...words(/design\/locales|session/),
  ])
  const recovery = closure(manifest, [
    ...find(/recovery\/island\.tsx$/),
    ...words(/design\/locales|recovery/),
  ])
  const invitation = closure(manifest, [
    ...find(/invitation\/island\.tsx$/),
    ...words(/design\/locales|invitation/),
  ])
  const trying = closure(manifest, [
    ...find(/docs\/island\.tsx$/),
    ...words(/features\/docs\/locales/),
  ])
  const frame = closure(manifest, [
    ...find(/^src\/entry\.panel\.tsx$/),
    ...words(/src\/i18n|src\/design\/locales/),
  ])
  const inHtml = (tag, page) => gzipSync(inlined(tag, pages.get(page))).length
  const panel = sum(frame) + inHtml('script', shell)
  const form = (page) => inHtml('script', `${page}/index.html`)
  // The panel opens with the overview, or by a link with a list: both are measured.
  const page = (pattern, feature) => {
    const texts = words(new RegExp(`features/${feature}/`))
    return new Set([...closure(manifest, find(pattern)), ...texts])
  }
  const overview = page(/^src\/features\/dashboard\/pages\/DashboardPage\.tsx$/, 'dashboard')
  const services = page(/^src\/features\/services\/pages\/ServicesPage\.tsx$/, 'services')
  const order = page(/^src\/features\/order\/pages\/ConfigurePage\.tsx$/, 'order')
  const extra = (keys, loaded) => sum([...keys].filter((key) => !loaded.has(key)))
  const rows = [
    ['sign-in (JS)', kib(sum(island) + form('sign-in')), budgets.session],
    ['password reset (JS)', kib(sum(recovery) + form('reset-password')), budgets.session],
    ['invitation (JS)', kib(sum(invitation) + form('invitation')), budgets.session],
    ['documentation, a place to try (JS)', kib(sum(trying)), budgets.session],
    ['panel, first open: overview (JS)', kib(panel + extra(overview, frame)), budgets.panel],
    ['panel, opened by a link: services (JS)', kib(panel + extra(services, frame)), budgets.link],
    ['panel, opened by a link: order (JS)', kib(panel + extra(order, frame)), budgets.order],
  ]
  const opened = new Set([...frame, ...overview])
  const confirm = closure(manifest, find(/patterns\/ConfirmDialog\.tsx$/))
  rows.push(['the first dialog (JS)', kib(extra(confirm, opened)), budgets.dialog])
  for (const key of find(/^src\/features\/[^/]+\/pages\/[A-Z]\w+\.tsx$/)) {
    const feature = /features\/([^/]+)/.exec(key)[1]
    const keys = page(new RegExp(`^${key.replaceAll('.', '\\.')}$`), feature)
    rows.push([`after it ${key.slice(4)} (JS)`, kib(extra(keys, opened)), budgets.module])
  }
  const styles = readdirSync(join(root, 'assets')).filter((name) => name.endsWith('.css'))
  const asked = styles.reduce((total, name) => total + size(`assets/${name}`), 0)
  rows.push(['all CSS of the panel', kib(asked + inHtml('style', shell)), budgets.css])
  rows.push(['CSS of a public page', kib(inHtml('style', 'index.html')), budgets.publicCss])
  for (const page of [
    'index.html',
    'plans/index.html',
    '404/index.html',
    'en/index.html',
    'en/plans/index.html',
  ]) {
    rows.push([`content page ${page} (scripts)`, scriptsIn(pages.get(page)), budgets.content])
    const carried = pages.get(page).replaceAll(/<script type="application[^>]*>.*?<\/script>/gs, '')
    rows.push([
      `its inline script`,
      kib(gzipSync(inlined('script', carried)).length),
      budgets.inline,
    ])
  }
  return rows
}

/** What stands in the HTML itself between such tags. */
export function inlined(tag, html) {
  const found = html.matchAll(new RegExp(`<${tag}\\b(?![^>]*\\ssrc=)[^>]*>(.*?)</${tag}>`, 'gs'))
  return [...found].map(([, text]) => text).join('\n')
}

/** Scripts that are asked for; what stands in the page has a budget of its own. */
export function scriptsIn(html) {
  return [...html.matchAll(/<script\b[^>]*\ssrc=/g)].length
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const rows = await measure(build)
  for (const [name, size, limit] of rows) {
    console.log(
      `${size > limit ? 'OVER ' : 'ok   '}${String(size).padStart(6)} of ${String(limit).padStart(3)} KiB  ${name}`,
    )
  }
  // React's channel between turns would keep the process.
  process.exit(over(rows).length > 0 ? 1 : 0)
}

// Renders the public pages at run time: node renderer/main.mjs --out DIR [--build DIR] [--nginx]
// PUBLIC_URL is the address people open, API_UPSTREAM where the API is (host:port or an address).
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { startNginx } from './nginx.mjs'
import { publish } from './publish.mjs'
import { openBuild } from './render.mjs'
import { readSource } from './source.mjs'
import { watch } from './watch.mjs'

const POLL_SECONDS = 20

const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    build: { type: 'string', default: resolve(import.meta.dirname, '../build') },
    nginx: { type: 'boolean', default: false },
  },
})
if (!values.out) throw new Error('--out DIR is missing')

const { out } = values
const address = new URL(process.env.PUBLIC_URL || 'http://localhost')
const upstream = process.env.API_UPSTREAM || 'localhost:8000'
const api = (upstream.includes('://') ? upstream : `http://${upstream}`).replace(/\/+$/, '')
// Two versions within one second could share their times, by which nginx tells them apart.
const seconds = Math.max(1, Number(process.env.PAGES_POLL_SECONDS) || POLL_SECONDS)
const stopping = new AbortController()
const log = (text) => console.log(`${new Date().toISOString()} ${text}`)

mkdirSync(out, { recursive: true })
const render = await openBuild(values.build)
let nginx = null
let policies = null

async function update({ catalog, config, legal = [], brand = {} }) {
  const began = performance.now()
  const { products } = catalog
  const site = { origin: address.origin, products, company: config, legal, brand }
  const files = await render(site)
  const changed = publish(out, files)
  log(`${files.size} files rendered in ${Math.round(performance.now() - began)} ms`)
  if (values.nginx && !nginx) nginx = startNginx(end)
  else if (policies !== changed) nginx?.reload()
  policies = changed
}

/** nginx is gone: asked to, or by a fault that a restart of the container may heal. */
function end(code) {
  process.exit(stopping.signal.aborted ? 0 : code || 1)
}

for (const name of ['SIGTERM', 'SIGINT', 'SIGQUIT']) {
  process.on(name, () => {
    stopping.abort()
    nginx?.stop()
  })
}

await watch({
  out,
  seconds,
  log,
  update,
  read: () => readSource(api, address.host),
  ready: () => writeFileSync(join(out, 'ready'), ''),
  signal: stopping.signal,
})
// React's channel between turns would keep the process; nginx ends it after its last answer.
if (!nginx) process.exit(0)

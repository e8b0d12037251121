// After the build: what the bundler does not do, and nothing of the pages that are rendered later.
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { extname, join, resolve } from 'node:path'
import { packInto } from '../renderer/pack.mjs'
import { fileOf } from '../renderer/render.mjs'
import { docsPaths } from '../src/features/docs/paths.ts'
import { prerendered } from '../src/features/public/paths.ts'
import { closure } from './budgets.mjs'
import { pageMap } from './pages.mjs'

const client = resolve(import.meta.dirname, '../build/client')
const LARGE_BYTES = 50_000
const COMPRESSED = new Set(['.js', '.css', '.svg', '.json', '.webmanifest'])

finishPanel()
for (const path of ['/', ...prerendered, ...docsPaths, '/panel']) {
  rmSync(join(client, fileOf(path).split('/')[0]), { recursive: true, force: true })
}
for (const name of readdirSync(client, { recursive: true })) {
  const file = join(client, name)
  if (COMPRESSED.has(extname(name)) && statSync(file).isFile()) packInto(file, readFileSync(file))
}

/** The HTML of both trees asks for its code at once, and for the code of the page at its address. */
function finishPanel() {
  const manifest = JSON.parse(readFileSync(join(client, '.vite/manifest.json'), 'utf8'))
  const entry = 'src/entry.panel.tsx'
  const files = new Set([...closure(manifest, [entry])].map((key) => manifest[key].file))
  const map = JSON.stringify(pageMap(manifest, closure, files))
  // Small ones later: where connections are few, the session's request would wait behind them.
  const links = [...files].map((file) => {
    const small = statSync(join(client, file)).size < LARGE_BYTES
    return `<link rel="modulepreload" href="/${file}"${small ? ' fetchpriority="low"' : ''}/>`
  })
  const html = readFileSync(join(client, fileOf('/panel')), 'utf8')
    // Before the script that reads it, which is the first of all.
    .replace('<script', `<script type="application/json" id="pages">${map}</script><script`)
    .replace(
      '</head>',
      `${links.join('')}<script type="module" src="/${manifest[entry].file}"></script></head>`,
    )
  writeFileSync(join(client, '__spa-fallback.html'), html)
}

// After the build: what the bundler does not do, and nothing of the pages that are rendered later.
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { extname, join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { fileOf } from '../renderer/render.mjs'
import { docsPaths } from '../src/features/docs/paths.ts'
import { prerendered } from '../src/features/public/paths.ts'

const client = resolve(import.meta.dirname, '../build/client')
const COMPRESSED = new Set(['.js', '.css', '.svg', '.json', '.webmanifest'])
const SMALL_BYTES = 1000

for (const path of [...prerendered, ...docsPaths]) {
  rmSync(join(client, fileOf(path).split('/')[0]), { recursive: true, force: true })
}
preloadTree()
compress()

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

/** `<file>.gz` beside text files; a server sends it to whoever takes gzip. */
function compress() {
  for (const name of readdirSync(client, { recursive: true })) {
    const file = join(client, name)
    if (!COMPRESSED.has(extname(name)) || statSync(file).size <= SMALL_BYTES) continue
    writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }))
  }
}

// Takes the plans the public pages show from the running API: PUBLIC_API_URL=… npm run catalog
import { writeFileSync } from 'node:fs'

const api = process.env.PUBLIC_API_URL?.replace(/\/$/, '')
if (!api) {
  console.log('catalog: PUBLIC_API_URL is not set, the committed plans stay')
  process.exit(0)
}
const answer = await fetch(`${api}/api/v1/public/catalog`, { signal: AbortSignal.timeout(10_000) })
if (!answer.ok) throw new Error(`catalog: the API isFinal ${answer.status}`)
const catalog = await answer.json()
if (!catalog.products?.some((product) => product.plans?.length > 0)) {
  throw new Error('catalog: the API has no plans; the committed ones stay')
}
const file = new URL('../src/features/public/catalog.json', import.meta.url)
writeFileSync(file, `${JSON.stringify(catalog, null, 2)}\n`)
console.log(`catalog: ${catalog.products.length} products written`)

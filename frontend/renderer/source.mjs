// What the public pages are made of, asked of the API in the name of the panel's own host.
import { request as askHttp } from 'node:http'
import { request as askHttps } from 'node:https'

const SECONDS = 10
const MAX_BYTES = 4 * 1024 * 1024
export const NOTHING = { catalog: { products: [] }, config: {}, legal: [], brand: {} }

/** All of it; throws when the API is away, or gives nonsense. */
export async function readSource(api, host) {
  const [catalog, config, index, brand] = await Promise.all([
    ask(`${api}/api/v1/public/catalog`, host),
    ask(`${api}/api/v1/public/config`, host, {}),
    ask(`${api}/api/v1/public/legal-documents`, host, { items: [] }),
    ask(`${api}/api/v1/public/brand`, host, {}),
  ])
  if (!Array.isArray(catalog.products)) throw new Error('the catalogue has no products')
  return { catalog, config, legal: await withTexts(index.items, api, host), brand }
}

/** A published version never changes: its text is asked for once. */
const texts = new Map()
async function withTexts(items, api, host) {
  const documents = []
  for (const { kind, current, versions } of items) {
    const read = []
    for (const version of versions) {
      if (!texts.has(version.id)) {
        const path = `/api/v1/public/legal-documents/${kind}/versions/${version.number}`
        texts.set(version.id, (await ask(api + path, host)).html)
      }
      read.push({ ...version, html: texts.get(version.id) })
    }
    documents.push({ kind, current: current?.number ?? null, versions: read })
  }
  return documents
}

/** `missing` stands for what this release of the API does not have. */
async function ask(address, host, missing) {
  const { status, body } = await get(address, host)
  if (status === 404 && missing) return missing
  if (status !== 200) throw new Error(`${address} answers ${status}`)
  return JSON.parse(body)
}

// `fetch` does not let a caller name the host, and the API serves its own hosts only.
function get(address, host) {
  const send = address.startsWith('https:') ? askHttps : askHttp
  const signal = AbortSignal.timeout(SECONDS * 1000)
  return new Promise((resolve, reject) => {
    const request = send(address, { headers: { host }, signal }, (answer) => {
      let body = ''
      answer.setEncoding('utf8')
      answer.on('data', (part) => {
        body += part
        if (body.length > MAX_BYTES) request.destroy(new Error(`${address} answers too much`))
      })
      answer.on('end', () => resolve({ status: answer.statusCode, body }))
      answer.on('error', reject)
    })
    request.on('error', reject)
    request.end()
  })
}

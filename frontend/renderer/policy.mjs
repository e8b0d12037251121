// The Content-Security-Policy of a page: inline scripts and styles are allowed by their digests only.
import { createHash } from 'node:crypto'

const digest = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** Contents of inline elements that a policy decides on; data blocks run nothing, so none of theirs. */
function inline(tag, html) {
  const found = html.matchAll(
    new RegExp(`<${tag}(?![^>]*\\s(?:src=|type="application/))[^>]*>(.*?)</${tag}>`, 'gis'),
  )
  return [...new Set([...found].map(([, text]) => text).filter(Boolean))].sort().map(digest)
}

/** The policy under which this HTML works, and nothing planted in it does. */
export function policyOf(html) {
  const rules = {
    'default-src': ["'self'"],
    'script-src': ["'self'", ...inline('script', html)],
    'style-src': ["'self'", ...inline('style', html)],
    'img-src': ["'self'", 'data:'],
    'object-src': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'none'"],
  }
  return Object.entries(rules)
    .map(([name, values]) => [name, ...values].join(' '))
    .join('; ')
}

/** The policy of each page by its address. */
export function policiesOf(files) {
  const pages = [...files].filter(([name]) => name.endsWith('.html'))
  return Object.fromEntries(pages.map(([name, html]) => [`/${name}`, policyOf(html)]))
}

/** nginx's `map` from a page's address to its policy. */
export function nginxMap(policies) {
  const lines = Object.entries(policies).map(([path, policy]) => `    "${path}" "${policy}";`)
  // A name longer than a processor's cache line would stop nginx.
  return `map_hash_bucket_size 256;\nmap $uri $page_policy {\n    default "${policyOf('')}";\n${lines.join('\n')}\n}\n`
}

// Rendered pages → a new directory beside the current one, then one atomic swap of a link.
import {
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { pack, packInto, QUICK } from './pack.mjs'
import { nginxMap, policiesOf } from './policy.mjs'

/**
 * Writes `out/versions/<n>/{site/…,policies.json,policies.conf}` and points `out/current` at it.
 * The version before stays for readers in the middle of it. Returns the policies for nginx.
 */
export function publish(out, files) {
  const versions = join(out, 'versions')
  mkdirSync(versions, { recursive: true })
  const before = currentOf(out)
  const name = nextName(versions)
  const folder = join(versions, name)
  for (const [page, text] of files) write(join(folder, 'site', page), text, page)
  const policies = policiesOf(files)
  const map = nginxMap(policies)
  writeFileSync(join(folder, 'policies.json'), JSON.stringify(policies))
  writeFileSync(join(folder, 'policies.conf'), map)
  swap(out, join('versions', name))
  for (const old of readdirSync(versions)) {
    if (old !== name && old !== before) rmSync(join(versions, old), { recursive: true })
  }
  return map
}

function write(path, text, name) {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  packInto(path, text, () => packed(name, text))
}

/** Packing is most of the work, and most pages stay as they were. */
const twins = new Map()
function packed(name, text) {
  const before = twins.get(name)
  if (before?.text === text) return before.packed
  twins.set(name, { text, packed: name.startsWith('__') ? pack(text) : pack(text, QUICK) })
  return twins.get(name).packed
}

function swap(out, target) {
  const link = join(out, '.next')
  rmSync(link, { force: true })
  symlinkSync(target, link)
  renameSync(link, join(out, 'current'))
}

function currentOf(out) {
  try {
    return basename(readlinkSync(join(out, 'current')))
  } catch {
    return null
  }
}

/** Counted on, so that a version never returns under the name of another. */
function nextName(versions) {
  const last = Math.max(0, ...readdirSync(versions).map(Number).filter(Number.isInteger))
  return String(last + 1)
}

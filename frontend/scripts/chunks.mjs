import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { iconGroups } from './tabler.mjs'

const src = resolve(import.meta.dirname, '../src')
const packages = (names) => new RegExp(`/node_modules/(${names.join('|')})/`)

const inBase = packages(['react', 'react-dom', 'scheduler', '@lingui', 'openapi-fetch'])

/** Ours that every page with a script begins with. */
const start = [
  'i18n/{catalogs,useLocale}.ts',
  'lib/{locale,paths,remembered}.ts',
  'api/{client,credentials,describe,errors}.ts',
  'auth/{invitationToken,session}.ts',
  'design/primitives/{Button,Spinner}.tsx',
  'features/session/components/{next,rule}.ts',
].flatMap((pattern) => globSync(pattern, { cwd: src }).map((file) => resolve(src, file)))

const LATER = /\bimport\(\s*['"]([^'"]+)['"]/g
const STATIC = /^(?:import|export)\s+(?!type\b)(?:[^'"]*?\bfrom\s*)?['"]([^'"]+)['"]/gm

function fileOf(from, name) {
  if (!/^(~\/|\.)/.test(name)) return undefined
  const path = name.startsWith('~/') ? join(src, name.slice(2)) : resolve(dirname(from), name)
  return [path, `${path}.ts`, `${path}.tsx`].find(
    (file) => /\.tsx?$/.test(file) && existsSync(file),
  )
}

/** Our own files that come with these; what is loaded later only where it is asked for. */
export function closureOf(files, { later = false } = {}) {
  const seen = new Set()
  const take = (file) => {
    if (!file || seen.has(file)) return
    seen.add(file)
    const code = readFileSync(file, 'utf8')
    const names = [...code.matchAll(STATIC), ...(later ? code.matchAll(LATER) : [])]
    for (const [, name] of names) take(fileOf(file, name))
  }
  for (const file of files) take(resolve(src, file))
  return seen
}

/** What the panel begins with on every page, and what pages with an island load. */
function shell() {
  const routes = globSync('features/*/routes.tsx', { cwd: src })
  const panel = closureOf(['root.tsx', 'app/tree.tsx', ...routes])
  const islands = closureOf(globSync('features/*/island.tsx', { cwd: src }), { later: true })
  return { panel, islands }
}

/**
 * What always loads together is one file: smaller packed, and fewer requests. A module belongs to
 * the first group that takes it, with what it imports; sign-in loads no group but `base` and `start`.
 */
export function chunkGroups() {
  const { panel, islands } = shell()
  return [
    {
      name: 'base',
      test: (id) => inBase.test(id) || id.includes('vite/preload-helper'),
    },
    { name: 'router', test: packages(['react-router', '@tanstack']) },
    { name: 'start', test: (id) => start.includes(id) },
    ...iconGroups(),
    {
      name: 'shared',
      test: (id) => panel.has(id) && islands.has(id),
      entriesAware: true,
    },
    { name: 'shell', test: (id) => panel.has(id) && !islands.has(id) },
  ]
}

import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { iconOf, iconsIn, signInIcons } from './tabler.mjs'

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

/** Ours that a page of the panel needs whatever it shows; a feature's own stays with the feature. */
function patternsOf(...files) {
  const own = `${resolve(src, 'features')}/`
  return [...closureOf(files)].filter((file) => !file.startsWith(own))
}

/** What the panel begins with on every page, what its lists add, and what pages with an island load. */
function parts() {
  const routes = globSync('features/*/routes.tsx', { cwd: src })
  const overview = patternsOf('features/dashboard/pages/DashboardPage.tsx')
  const panel = new Set([...closureOf(['entry.panel.tsx', ...routes]), ...overview])
  const list = new Set(patternsOf('design/patterns/ListPage.tsx', 'actions/ActionMenu.tsx'))
  const islands = closureOf(globSync('features/*/island.tsx', { cwd: src }), { later: true })
  return { panel, list, islands }
}

/** Below this a part of what panel and islands share is no file of its own. */
const SMALL_BYTES = 1200

/**
 * What always loads together is one file: smaller packed, and fewer requests. A module belongs to
 * the first group that takes it, with what it imports; sign-in loads no group but `base` and `start`.
 */
export function chunkGroups() {
  const { panel, list, islands } = parts()
  // The icons of states stand in the overview as in the list of services.
  const pages = ['dashboard/pages/DashboardPage.tsx', 'services/pages/ServicesPage.tsx']
  const shellIcons = iconsIn([...panel, ...closureOf(pages.map((page) => `features/${page}`))])
  const listIcons = iconsIn([...list])
  const islandIcons = iconsIn([...islands])
  return [
    {
      name: 'base',
      test: (id) => inBase.test(id) || /vite\/preload-helper|rolldown\/runtime/.test(id),
    },
    { name: 'router', test: packages(['react-router', '@tanstack', 'eventsource-parser']) },
    { name: 'start', test: (id) => start.includes(id) || signInIcons.has(iconOf(id)) },
    {
      name: 'shared',
      test: (id) => (panel.has(id) && islands.has(id)) || islandIcons.has(iconOf(id)),
      entriesAware: true,
      entriesAwareMergeThreshold: SMALL_BYTES,
    },
    { name: 'shell', test: (id) => panel.has(id) || shellIcons.has(iconOf(id)) },
    { name: 'list', test: (id) => (list.has(id) && !islands.has(id)) || listIcons.has(iconOf(id)) },
  ]
}

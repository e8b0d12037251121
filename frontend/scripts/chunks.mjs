import { globSync } from 'node:fs'
import { resolve } from 'node:path'
import { iconGroups } from './tabler.mjs'

const src = resolve(import.meta.dirname, '../src')
const packages = (names) => new RegExp(`/node_modules/(${names.join('|')})/`)

/** Ours that every page with a script begins with. */
const start = [
  'i18n/{catalogs,useLocale}.ts',
  'lib/{locale,remembered}.ts',
  'api/{client,credentials,describe,errors}.ts',
  'auth/session.ts',
  'design/primitives/{Button,Spinner}.tsx',
].flatMap((pattern) => globSync(pattern, { cwd: src }).map((file) => resolve(src, file)))

/**
 * What always loads together is one file: smaller packed, and fewer requests. A module belongs to
 * the first group that takes it, with what it imports; sign-in loads no group but `base` and `start`.
 */
export function chunkGroups() {
  return [
    {
      name: 'base',
      test: packages(['react', 'react-dom', 'scheduler', '@lingui', 'openapi-fetch']),
    },
    { name: 'router', test: packages(['react-router', '@tanstack']) },
    { name: 'start', test: (id) => start.includes(id) },
    ...iconGroups(),
  ]
}

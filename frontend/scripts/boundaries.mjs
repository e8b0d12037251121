// The directions of the front end, checked on every import. Zones come from the folder listing: a
// new feature is a zone of its own the moment its folder is there.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const src = resolve(import.meta.dirname, '../src')

/** What each floor may look down on. `app` and the entries at the root know everything. */
const allowed = {
  lib: [],
  api: ['lib'],
  i18n: ['lib'],
  design: ['api', 'i18n', 'lib'],
  auth: ['api', 'design', 'i18n', 'lib'],
  realtime: ['auth', 'api', 'design', 'i18n', 'lib'],
  actions: ['realtime', 'auth', 'api', 'design', 'i18n', 'lib'],
}
const belowFeatures = Object.keys(allowed)
const featureFiles = /^(routes|actions|island)\.tsx$|^(api|forms|labels|paths|catalog)\.ts$/
const featureFolders = ['pages', 'components', 'dialogs', 'locales']
/** The shell's own writes that no button stands for: notifications that were read, a theme that was chosen. */
const shellWriters = [
  'app/shell/api.ts',
  'app/shell/preferences.ts',
  'app/shell/endImpersonation.ts',
]
/** What staff see of public pages is a page of the panel. */
const panelPages = ['features/public/pages/PreviewPage.tsx']
/** Public pages have no dispatcher around their forms. */
const publicForms = ['session', 'recovery', 'invitation']
/** Shared parts that only the panel shows: their words are in the shell's catalogue. */
export const panelParts = [
  'status/operation.ts',
  'status/service.ts',
  'patterns/Chart.tsx',
  'patterns/ChartCanvas.tsx',
  'patterns/Confirm.tsx',
  'patterns/ConfirmDialog.tsx',
  'patterns/CopyButton.tsx',
  'patterns/DataTable.tsx',
  'patterns/DropZone.tsx',
  'patterns/ErrorState.tsx',
  'patterns/FilterChip.tsx',
  'patterns/FormDialog.tsx',
  'patterns/FullText.tsx',
  'patterns/ListFilters.tsx',
  'patterns/ListPage.tsx',
  'patterns/Loaded.tsx',
  'patterns/LoadGraphs.tsx',
  'patterns/LogView.tsx',
  'patterns/ModulePage.tsx',
  'patterns/OperationCard.tsx',
  'patterns/OperationRow.tsx',
  'patterns/PeriodPrice.tsx',
  'patterns/ServiceLog.tsx',
  'patterns/ToastProvider.tsx',
  'primitives/Dialog.tsx',
].map((name) => `design/${name}`)
/** A preview is asked with POST for the size of its body; it changes nothing. */
const writes = /\bapi\.(POST|PUT|PATCH|DELETE)\b(?!\(\s*'[^']*\/actions\/preview')/

/** Every import of a file: static, dynamic, with or without names. */
export function importsOf(code) {
  const found = code.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*)['"]([^'"]+)['"]/g)
  return [...found].map((match) => match[1])
}

/** `features/billing/pages/X.tsx` is in zone `features/billing`; `main.tsx` is in zone ''. */
export function zoneOf(path) {
  const [first, second] = path.split('/')
  if (!path.includes('/')) return ''
  return first === 'features' ? `features/${second}` : first
}

function targetOf(file, specifier) {
  if (specifier.startsWith('~/')) return specifier.slice(2)
  if (specifier.startsWith('.')) return relative(src, resolve(src, dirname(file), specifier))
  return null
}

function mayImport(from, to) {
  if (from === to || from === '' || from === 'app' || from === 'testing') return true
  if (from.startsWith('features/')) return belowFeatures.includes(to)
  return allowed[from]?.includes(to) ?? false
}

function checkDirections(file, code) {
  const from = zoneOf(file)
  const isTest = /\.test\.tsx?$/.test(file)
  return importsOf(code).flatMap((specifier) => {
    const target = targetOf(file, specifier)
    if (target === null) return []
    const to = zoneOf(target)
    if (isTest && to === 'testing') return []
    if (!mayImport(from, to)) return [`${file}: ${from} may not import ${to} (${specifier})`]
    if (specifier.startsWith('~/') && from === to && from.startsWith('features/')) {
      return [`${file}: inside a feature imports are relative (${specifier})`]
    }
    return []
  })
}

/** Pages without the shell do not load its messages: what shows them is the panel's alone. */
function checkMessages(file, code) {
  const shared = zoneOf(file) === 'design' && !panelParts.includes(file)
  const withoutShell = ['public', ...publicForms].includes(/^features\/([^/]+)\//.exec(file)?.[1])
  if (panelPages.includes(file)) return []
  if (!(shared || withoutShell) || /\.test\.tsx?$/.test(file)) return []
  const parts = panelParts.map((part) => part.replace(/\.tsx?$/, ''))
  return importsOf(code)
    .filter((specifier) => parts.includes(targetOf(file, specifier)))
    .map((specifier) => `${file}: the words of ${specifier} come with the panel only`)
}

/** A change happens in an action: only api.ts writes, and only actions and forms call that. */
function checkWrites(file, code, writers) {
  const problems = []
  const isApi = /^(features\/[^/]+|auth|actions\/pay)\/api\.ts$/.test(file)
  const isTest = /\.test\.tsx?$/.test(file)
  if (isTest) return problems
  if (/\buseMutation\b/.test(code)) problems.push(`${file}: useMutation; define an action instead`)
  const may = isApi || shellWriters.includes(file)
  if (!may && writes.test(code)) problems.push(`${file}: writes to the API outside api.ts`)
  const feature = /^features\/([^/]+)\//.exec(file)?.[1]
  const mayCall = isApi || /\/actions\.tsx$/.test(file) || publicForms.includes(feature)
  if (!feature || mayCall) return problems
  for (const name of importedNames(code)) {
    if (writers.get(feature)?.has(name)) {
      problems.push(`${file}: ${name}() changes something; call it from actions.tsx`)
    }
  }
  return problems
}

/** Queries and their keys are declared in api.ts; everything else asks for what is there. */
const declaresQueries =
  /^(features\/[^/]+|auth|actions\/pay|app\/shell)\/api\.ts$|^auth\/(me|security)\.ts$|^api\//

function checkQueries(file, code) {
  const problems = []
  if (file !== 'api/keys.ts' && /\bas (unknown as )?(Query)?Key\b/.test(code)) {
    problems.push(`${file}: a cast to a query key; take it from api/keys.ts`)
  }
  if (declaresQueries.test(file) || /\.test\.tsx?$/.test(file)) return problems
  if (/\bqueryFn\b/.test(code)) problems.push(`${file}: declare the query in api.ts`)
  if (/\bkeys(\.\w+)+\.(list|one|view)\(/.test(code)) {
    problems.push(`${file}: a key below a resource; refer to the query in api.ts`)
  }
  return problems
}

/** How many digits a currency has is known to lib/ alone; so is what a percent is. */
function checkMoney(file, code) {
  const divides = /[*/]\s*100\b|\.toFixed\(2\)|10 \*\* /.test(code)
  return divides && !file.startsWith('lib/')
    ? [`${file}: minor units and percents are worked out in lib/money.ts and lib/format.ts`]
    : []
}

/** A page with a table declares a list: head, filters, states and file are in the pattern. */
function checkLists(file, code) {
  const draws = /^features\//.test(file) && /<(DataTable|CsvButton|ListFilters)\b/.test(code)
  return draws ? [`${file}: declare it by ListPage or ListTab`] : []
}

/** Every routes.tsx is part of the first load: what it imports at once, every reader pays for. */
function checkRoutes(file, code) {
  if (!/^features\/[^/]+\/routes\.tsx$/.test(file)) return []
  const eager = [...code.matchAll(/^import [^\n]*? from '(\.[^']*)'/gm)].map((match) => match[1])
  return eager.map((specifier) => `${file}: import ${specifier} lazily`)
}

function importedNames(code) {
  const lists = [...code.matchAll(/import\s*\{([^}]*)\}\s*from\s*['"][^'"]*\/api['"]/g)]
  return lists.flatMap((match) => match[1].split(',').map((name) => name.trim().split(' ')[0]))
}

/** The names in an api.ts whose bodies write. */
export function writersIn(code) {
  const parts = code.split(/\nexport (?:async )?(?:const|function) /).slice(1)
  return new Set(parts.filter((part) => writes.test(part)).map((part) => /^\w+/.exec(part)[0]))
}

function checkNames(file) {
  const inside = /^features\/[^/]+\/(.+)$/.exec(file)?.[1]
  if (!inside)
    return /(^|\/)(utils|helpers|common|index)\.tsx?$/.test(file)
      ? [`${file}: say what is inside`]
      : []
  const [head, ...rest] = inside.split('/')
  const known =
    rest.length > 0
      ? featureFolders.includes(head)
      : featureFiles.test(head) || /\.test\.tsx?$/.test(head)
  return known ? [] : [`${file}: not a name a feature may use`]
}

/** All problems of a tree given as path → code, so that a test can plant some. */
export function check(files) {
  const writers = new Map()
  for (const [file, code] of Object.entries(files)) {
    const feature = /^features\/([^/]+)\/api\.ts$/.exec(file)?.[1]
    if (feature) writers.set(feature, writersIn(code))
  }
  return Object.entries(files).flatMap(([file, code]) => [
    ...checkNames(file),
    ...checkDirections(file, code),
    ...checkMessages(file, code),
    ...checkWrites(file, code, writers),
    ...checkQueries(file, code),
    ...checkMoney(file, code),
    ...checkLists(file, code),
    ...checkRoutes(file, code),
  ])
}

function readTree() {
  const names = readdirSync(src, { recursive: true }).filter(
    (name) => /\.(tsx?|json)$/.test(name) && !name.endsWith('.gen.ts'),
  )
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(src, name), 'utf8')]))
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const files = readTree()
  const problems = check(files)
  for (const problem of problems) console.error(problem)
  if (problems.length > 0) process.exit(1)
  console.log(`boundaries: ${Object.keys(files).length} files in order`)
}

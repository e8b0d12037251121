// Every text has its words in both languages, and the catalogues hold exactly what the code says.
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const root = resolve(import.meta.dirname, '..')

const contextEnd = '\u0004'

/**
 * The same words may mean two things: the context tells them apart. Without one, the catalogue that
 * was loaded last would decide for both. What may differ all the same is named here with its reason.
 */
const mayDiffer = new Map()

/** Context and msgid → msgstr of a .po file; strings over several lines are joined. */
export function readPo(text) {
  const entries = new Map()
  for (const block of text.split(/\n\s*\n/)) {
    const lines = block.split('\n').filter((line) => !line.startsWith('#'))
    let field = ''
    const parts = { msgctxt: '', msgid: '', msgstr: '' }
    for (const line of lines) {
      const start = /^(msgctxt|msgid|msgstr) (".*")$/.exec(line)
      if (start) field = start[1]
      const value = start ? start[2] : line
      if (field && value.startsWith('"')) parts[field] += JSON.parse(value)
    }
    const context = parts.msgctxt && parts.msgctxt + contextEnd
    if (parts.msgid) entries.set(context + parts.msgid, parts.msgstr)
  }
  return entries
}

/** Empty translations, and Russian that is only English copied over. */
export function untranslated(entries, locale) {
  const latin = /^[\x20-\x7E]*[a-z]{4,}[\x20-\x7E]*$/i
  return [...entries].filter(([key, text]) => {
    const id = key.split(contextEnd).at(-1)
    if (text === '') return true
    return locale === 'ru' && text === id && latin.test(id) && !/Hostwright|^\{/.test(id)
  })
}

/** Words with one context that say different things in different catalogues, with those files. */
export function collisions(catalogs, allowed = mayDiffer) {
  const said = new Map()
  for (const [file, entries] of catalogs) {
    for (const [key, text] of entries) {
      const texts = said.get(key) ?? said.set(key, new Map()).get(key)
      texts.set(text, [...(texts.get(text) ?? []), file])
    }
  }
  return [...said].filter(([key, texts]) => texts.size > 1 && !allowed.has(key))
}

function catalogFiles() {
  return readdirSync(join(root, 'src'), { recursive: true })
    .filter((name) => name.endsWith('.po'))
    .map((name) => join(root, 'src', name))
}

const shown = (key) => key.replace(contextEnd, ': ')

function ids(files) {
  return new Map(
    files.map((file) => [file, [...readPo(readFileSync(file, 'utf8')).keys()].join('\n')]),
  )
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const before = ids(catalogFiles())
  execFileSync(join(root, 'node_modules/.bin/lingui'), ['extract', '--clean'], { cwd: root })
  const files = catalogFiles()
  const after = ids(files)
  let failed = 0
  for (const file of files) {
    const locale = file.endsWith('ru.po') ? 'ru' : 'en'
    if (before.get(file) !== after.get(file)) {
      console.error(`${file}: was out of date; it has been extracted again, look and commit`)
      failed += 1
    }
    for (const [id] of untranslated(readPo(readFileSync(file, 'utf8')), locale)) {
      console.error(`${file}: no ${locale} for "${shown(id)}"`)
      failed += 1
    }
  }
  const russian = files.filter((file) => file.endsWith('ru.po'))
  for (const [key, texts] of collisions(
    russian.map((file) => [file, readPo(readFileSync(file, 'utf8'))]),
  )) {
    console.error(`"${shown(key)}" is said in different ways; give it a context:`)
    for (const [text, where] of texts) console.error(`  "${text}" in ${where.join(', ')}`)
    failed += 1
  }
  if (failed > 0) process.exit(1)
  console.log(`messages: ${files.length} catalogues complete`)
}

import { type I18n, i18n, type Messages } from '@lingui/core'
import type { Locale } from '~/lib/locale'

export type CatalogFile = { messages: Messages }

/** Where words are: the address of a catalogue, as below, to what loads it. */
export type Catalogs = Record<string, () => Promise<CatalogFile>>

/** `shell`, `auth`, `pay` (the sheet that pays), `design`, `staff` (what the admin tree shares), or the name of a feature. */
export type CatalogName = 'shell' | 'auth' | 'pay' | 'design' | 'staff' | (string & {})

function fileOf(name: CatalogName, locale: Locale): string {
  if (name === 'shell') return `./locales/${locale}.po`
  if (name === 'auth') return `../auth/locales/${locale}.po`
  if (name === 'pay') return `../actions/pay/locales/${locale}.po`
  if (name === 'design') return `../design/locales/${locale}.po`
  if (name === 'staff') return `../design/staff/locales/${locale}.po`
  return `../features/${name}/locales/${locale}.po`
}

/** Several catalogues as one, without switching anything: for pages made ahead of time. */
export async function readCatalogs(
  from: Catalogs,
  names: CatalogName[],
  locale: Locale,
): Promise<Messages> {
  const found = names.map(async (name) => (await from[fileOf(name, locale)]?.())?.messages)
  return Object.assign({}, ...(await Promise.all(found)))
}

let known: Catalogs = {}
const wanted = new Set<CatalogName>()
const loading = new Map<CatalogName, Promise<void>>()

/** Loads these catalogues in the current language, once each; a later switch loads them again. */
export async function loadCatalogs(names: CatalogName[]): Promise<void> {
  const missing = names.filter((name) => !wanted.has(name))
  if (missing.length > 0) {
    const work = loadMissing(missing).finally(() => {
      for (const name of missing) loading.delete(name)
    })
    for (const name of missing) {
      wanted.add(name)
      loading.set(name, work)
    }
  }
  // Whoever asks second waits as well: a page must not be drawn without its words.
  await Promise.all(names.map((name) => loading.get(name)))
}

async function loadMissing(missing: CatalogName[]): Promise<void> {
  const locale = i18n.locale as Locale
  i18n.load(locale, await readCatalogs(known, missing, locale))
  if (i18n.locale !== locale) await switchLocale(i18n.locale as Locale)
}

/** Switches the language without a reload: everything loaded so far is loaded in the other one. */
export async function switchLocale(locale: Locale): Promise<void> {
  i18n.load(locale, await readCatalogs(known, [...wanted], locale))
  i18n.activate(locale)
  if (typeof document !== 'undefined') document.documentElement.lang = locale
}

/** Starts the language before the first render; `from` is all this document may ever ask for. */
export async function startLocale(
  from: Catalogs,
  locale: Locale,
  names: CatalogName[],
): Promise<I18n> {
  known = from
  for (const name of names) wanted.add(name)
  await switchLocale(locale)
  return i18n
}

/** Words as `readCatalogs` gives them, of those that this document may ask for. */
export function readKnownCatalogs(names: CatalogName[], locale: Locale): Promise<Messages> {
  return readCatalogs(known, names, locale)
}

import { type I18n, i18n, type Messages } from '@lingui/core'
import type { Locale } from '~/lib/locale'

type CatalogFile = { messages: Messages }

const files = import.meta.glob<CatalogFile>([
  './locales/*.po',
  '../auth/locales/*.po',
  '../design/locales/*.po',
  '../design/staff/locales/*.po',
  '../features/*/locales/*.po',
])

/** `shell`, `auth`, `design`, `staff` (what the admin tree shares), or the name of a feature. */
export type CatalogName = 'shell' | 'auth' | 'design' | 'staff' | (string & {})

function fileOf(name: CatalogName, locale: Locale): string {
  if (name === 'shell') return `./locales/${locale}.po`
  if (name === 'auth') return `../auth/locales/${locale}.po`
  if (name === 'design') return `../design/locales/${locale}.po`
  if (name === 'staff') return `../design/staff/locales/${locale}.po`
  return `../features/${name}/locales/${locale}.po`
}

/** Several catalogues as one, without switching anything: for pages made ahead of time. */
export async function readCatalogs(names: CatalogName[], locale: Locale): Promise<Messages> {
  return Object.assign({}, ...(await Promise.all(names.map((name) => read(name, locale)))))
}

const wanted = new Set<CatalogName>()

async function read(name: CatalogName, locale: Locale): Promise<Messages> {
  const file = files[fileOf(name, locale)]
  return file ? (await file()).messages : {}
}

/** Loads these catalogues in the current language, once each; a later switch loads them again. */
export async function loadCatalogs(names: CatalogName[]): Promise<void> {
  const missing = names.filter((name) => !wanted.has(name))
  const locale = i18n.locale as Locale
  for (const name of missing) wanted.add(name)
  const found = await Promise.all(missing.map((name) => read(name, locale)))
  for (const messages of found) i18n.load(locale, messages)
  if (i18n.locale !== locale) await switchLocale(i18n.locale as Locale)
}

/** Switches the language without a reload: everything loaded so far is loaded in the other one. */
export async function switchLocale(locale: Locale): Promise<void> {
  const found = await Promise.all([...wanted].map((name) => read(name, locale)))
  i18n.load(locale, Object.assign({}, ...found))
  i18n.activate(locale)
  if (typeof document !== 'undefined') document.documentElement.lang = locale
}

/** Starts the language before the first render. */
export async function startLocale(locale: Locale, names: CatalogName[]): Promise<I18n> {
  for (const name of names) wanted.add(name)
  await switchLocale(locale)
  return i18n
}

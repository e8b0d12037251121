import { localized } from '../../lib/locale.ts'
import type { LegalDocument } from './catalog.ts'

/** Public addresses, without the language prefix. */
export const contentPaths = ['/', '/plans', '/contacts', '/404']
export const sessionPaths = ['/sign-in', '/register', '/verify']
/** Ways back in: nothing a search engine should offer. */
export const recoveryPaths = [
  '/forgot-password',
  '/reset-password',
  '/confirm-email',
  '/invitation',
]

export const prerendered = [...contentPaths, ...sessionPaths, ...recoveryPaths].flatMap((path) => [
  localized(path, 'ru'),
  localized(path, 'en'),
])

/** `/terms` is what is in force; each version has an address of its own that never changes. */
export function versionPath(kind: string, number: number): string {
  return `/${kind}/versions/${number}`
}

/** The pages of legal documents: there are none of a document that nobody has published. */
export function legalPaths(documents: LegalDocument[]): { all: string[]; current: string[] } {
  const current = documents.filter((one) => one.current !== null).map(({ kind }) => `/${kind}`)
  const versions = documents.flatMap(({ kind, versions: them }) =>
    them.map(({ number }) => versionPath(kind, number)),
  )
  const all = [...current, ...versions].flatMap((path) => [
    localized(path, 'ru'),
    localized(path, 'en'),
  ])
  return { all, current }
}

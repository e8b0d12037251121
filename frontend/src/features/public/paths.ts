import { localized } from '../../lib/locale.ts'

/** Public addresses, without the language prefix. */
export const contentPaths = ['/', '/plans', '/404']
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

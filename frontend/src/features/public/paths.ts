import { localized } from '../../lib/locale.ts'

/** Public addresses, without the language prefix. */
export const contentPaths = ['/', '/plans', '/404']
export const sessionPaths = ['/sign-in', '/register', '/verify']

export const prerendered = [...contentPaths, ...sessionPaths].flatMap((path) => [
  localized(path, 'ru'),
  localized(path, 'en'),
])

import { reference } from '../../api/reference.gen.ts'
import { localized } from '../../lib/locale.ts'

/** The guides in the order in which they are read. */
export const guideNames = [
  'authentication',
  'errors',
  'pagination',
  'idempotency',
  'versions',
  'rate-limits',
  'operations',
  'events',
  'command-line',
] as const
export type GuideName = (typeof guideNames)[number]

/** Without the language prefix: what a search engine should offer. */
export const listedDocs = ['/docs', ...guideNames.map((name) => `/docs/guides/${name}`)]

/** Pages for people who write programs; what changes is only the release, never the catalogue. */
export const docsPaths = [
  ...listedDocs,
  ...reference.groups.map(({ name }) => `/docs/reference/${name}`),
  '/docs/errors',
  ...reference.errors.map(({ code }) => `/docs/errors/${code}`),
].flatMap((path) => [localized(path, 'ru'), localized(path, 'en')])

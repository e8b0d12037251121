import { readdirSync } from 'node:fs'
import { defineConfig } from '@lingui/cli'
import { formatter } from '@lingui/format-po'
import { panelParts } from './scripts/boundaries.mjs'

const features = readdirSync(new URL('./src/features', import.meta.url))
const tests = ['**/*.test.ts', '**/*.test.tsx', '**/testing/**']
const shared = ['src/design', 'src/api']
const ofPanel = panelParts.map((path) => `src/${path}`)

/** Words of the shell and what only it shows, of the shared parts, of what all staff see, and of each feature. */
export default defineConfig({
  sourceLocale: 'en',
  locales: ['en', 'ru'],
  catalogs: [
    {
      path: '<rootDir>/src/i18n/locales/{locale}',
      include: [
        'src/app',
        'src/actions',
        'src/realtime',
        ...ofPanel,
        ...features.map((name) => `src/features/${name}/routes.tsx`),
      ],
      exclude: [...tests, 'src/actions/pay/**'],
    },
    {
      path: '<rootDir>/src/actions/pay/locales/{locale}',
      include: ['src/actions/pay'],
      exclude: tests,
    },
    {
      path: '<rootDir>/src/auth/locales/{locale}',
      include: ['src/auth'],
      exclude: tests,
    },
    {
      path: '<rootDir>/src/design/locales/{locale}',
      include: shared,
      exclude: [...tests, 'src/design/staff/**', ...ofPanel],
    },
    {
      path: '<rootDir>/src/design/staff/locales/{locale}',
      include: ['src/design/staff'],
      exclude: tests,
    },
    ...features.map((name) => ({
      path: `<rootDir>/src/features/${name}/locales/{locale}`,
      include: [`src/features/${name}`],
      exclude: [...tests, '**/routes.tsx'],
    })),
  ],
  format: formatter({ lineNumbers: false, origins: false }),
})

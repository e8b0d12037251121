import type { Config } from '@react-router/dev/config'
import { docsPaths } from './src/features/docs/paths.ts'
import { prerendered } from './src/features/public/paths.ts'

export default {
  appDirectory: 'src',
  ssr: false,
  // The router puts its own page at `/` where nothing else is.
  prerender: ['/', ...prerendered, ...docsPaths, '/panel'],
} satisfies Config

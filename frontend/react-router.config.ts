import type { Config } from '@react-router/dev/config'
import { docsPaths } from './src/features/docs/paths.ts'
import { prerendered } from './src/features/public/paths.ts'

export default {
  appDirectory: 'src',
  ssr: false,
  prerender: [...prerendered, ...docsPaths, '/panel'],
} satisfies Config

import { lingui } from '@lingui/vite-plugin'
import { reactRouter } from '@react-router/dev/vite'
import { defineConfig } from 'vite'
import { chunkGroups } from './scripts/chunks.mjs'
import { directIcons } from './scripts/tabler.mjs'

const publicUrl = (process.env['PUBLIC_URL'] ?? 'http://localhost').replace(/\/$/, '')

export default defineConfig({
  plugins: [directIcons(), reactRouter(), lingui({ macroTransform: true })],
  resolve: {
    alias: {
      '~': new URL('./src', import.meta.url).pathname,
      // Lingui brings a copy for React before 18; ours has the hook itself.
      'use-sync-external-store/shim': 'react',
    },
  },
  define: { __PUBLIC_URL__: JSON.stringify(publicUrl) },
  build: {
    manifest: true,
    target: 'es2024',
    // `light-dark()` must reach the browser as it is: rewritten, a subtree cannot have its own theme.
    cssTarget: ['chrome125', 'firefox128', 'safari18'],
  },
  server: { proxy: { '/api': process.env['API_URL'] ?? 'http://localhost:8000' } },
  environments: {
    client: {
      // Beside the router's own entries: pages that hydrate without the router.
      build: {
        rolldownOptions: {
          input: ['session', 'recovery', 'invitation'].map(
            (name) => `src/features/${name}/island.tsx`,
          ),
          output: { codeSplitting: { groups: chunkGroups() } },
        },
      },
    },
  },
})

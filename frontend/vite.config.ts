import { lingui } from '@lingui/vite-plugin'
import { reactRouter } from '@react-router/dev/vite'
import { defineConfig } from 'vite'
import { chunkGroups } from './scripts/chunks.mjs'
import { directIcons } from './scripts/tabler.mjs'

export default defineConfig({
  plugins: [directIcons(), reactRouter(), lingui({ macroTransform: true })],
  resolve: {
    alias: {
      '~': new URL('./src', import.meta.url).pathname,
      // Lingui brings a copy for React before 18; ours has the hook itself.
      'use-sync-external-store/shim': 'react',
    },
  },
  build: {
    manifest: true,
    target: 'es2024',
    // `light-dark()` must reach the browser as it is: rewritten, a subtree cannot have its own theme.
    cssTarget: ['chrome125', 'firefox128', 'safari18'],
  },
  server: { proxy: { '/api': process.env['API_URL'] ?? 'http://localhost:8000' } },
  environments: {
    // One self-contained bundle: it renders the public pages where there is no node_modules.
    ssr: {
      resolve: { noExternal: true },
      define: { 'process.env.NODE_ENV': JSON.stringify('production') },
    },
    client: {
      // Beside the router's own entries: the panel, and pages that hydrate without the router.
      build: {
        rolldownOptions: {
          input: [
            'src/entry.panel.tsx',
            ...['session', 'recovery', 'invitation', 'docs'].map(
              (name) => `src/features/${name}/island.tsx`,
            ),
          ],
          output: {
            codeSplitting: { groups: chunkGroups() },
            // A group that is split by who needs it would be called after all of them.
            chunkFileNames: ({ name }) => `assets/${name.split('~')[0]}-[hash].js`,
          },
        },
      },
    },
  },
})

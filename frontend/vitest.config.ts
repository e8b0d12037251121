import { lingui } from '@lingui/vite-plugin'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
import { directIcons } from './scripts/tabler.mjs'

export default defineConfig({
  plugins: [directIcons(), react(), lingui({ macroTransform: true })],
  resolve: { alias: { '~': new URL('./src', import.meta.url).pathname } },
  test: {
    environment: 'jsdom',
    environmentOptions: { jsdom: { url: 'https://panel.test/panel' } },
    setupFiles: ['src/testing/setup.ts'],
    include: ['src/**/*.test.{ts,tsx}', '{scripts,renderer}/**/*.test.mjs'],
    restoreMocks: true,
    testTimeout: 20_000,
    server: { deps: { inline: [/@tabler/] } },
  },
})

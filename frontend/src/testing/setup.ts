import '@testing-library/jest-dom/vitest'
import { i18n } from '@lingui/core'
import { cleanup, configure } from '@testing-library/react'
import { afterAll, afterEach, beforeAll, vi } from 'vitest'
import { server } from './server'

// Dialogs and menus load with their first use; a busy machine takes its time over that.
configure({ asyncUtilTimeout: 8000 })

// jsdom lacks these; the drawer and the charts ask for them.
vi.stubGlobal(
  'matchMedia',
  (query: string) =>
    ({
      matches: false,
      media: query,
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
      addListener: () => undefined,
      removeListener: () => undefined,
    }) as unknown as MediaQueryList,
)
vi.stubGlobal(
  'ResizeObserver',
  class {
    observe() {}
    unobserve() {}
    disconnect() {}
  },
)
// Nor has it a top layer: what is shown is displayed, and the one drawn last is on top.
HTMLDialogElement.prototype.showModal ??= function showModal(this: HTMLDialogElement) {
  this.open = true
}
HTMLDialogElement.prototype.close ??= function close(this: HTMLDialogElement) {
  this.open = false
}

HTMLElement.prototype.showPopover ??= function showPopover(this: HTMLElement) {
  this.style.display = 'block'
}

// A canvas draws nothing in jsdom; the table behind each graph is what tests read.
vi.mock('~/design/patterns/ChartCanvas', () => ({ default: () => null }))

// The words in the code are English: tests read them without any catalogue.
i18n.loadAndActivate({ locale: 'en', messages: {} })

beforeAll(() => server.listen({ onUnhandledFrame: 'error' }))
// React looks at `window` in each turn of its scheduler: one that is still due when the file ends
// would find none any more.
const nextTurn = globalThis.setImmediate
afterEach(async () => {
  cleanup()
  await new Promise((done) => nextTurn(done))
  server.resetHandlers()
  localStorage.clear()
  sessionStorage.clear()
})
afterAll(() => server.close())

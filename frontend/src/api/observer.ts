import { setObserver } from './credentials'
import { noteRelease } from './release'
import { noteTracing, trace } from './trace'

/** The panel is open for hours: it begins traces, and hears of a new release from each answer. */
export function observeRequests(): void {
  setObserver({
    sending: trace,
    answered: (headers) => {
      noteRelease(headers.get('X-Release'))
      noteTracing(headers)
    },
  })
}

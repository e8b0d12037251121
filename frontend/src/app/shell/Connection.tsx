import { Trans } from '@lingui/react/macro'
import { IconWifiOff } from '@tabler/icons-react'
import { useSyncExternalStore } from 'react'

function subscribe(listener: () => void): () => void {
  globalThis.addEventListener('online', listener)
  globalThis.addEventListener('offline', listener)
  return () => {
    globalThis.removeEventListener('online', listener)
    globalThis.removeEventListener('offline', listener)
  }
}

/** Shown while the network is away: what is on the screen stays, and may be old. */
export function Connection() {
  const online = useSyncExternalStore(
    subscribe,
    () => navigator.onLine,
    () => true,
  )
  if (online) return null
  return (
    <div className="notice notice--warning" role="status">
      <IconWifiOff className="i" aria-hidden />
      <span className="grow">
        <Trans>
          <b>No network.</b> You are looking at saved data; actions will work again once you are
          back online.
        </Trans>
      </span>
    </div>
  )
}

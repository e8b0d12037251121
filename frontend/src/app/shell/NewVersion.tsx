import { Trans } from '@lingui/react/macro'
import { IconRefresh } from '@tabler/icons-react'
import { useSyncExternalStore } from 'react'
import { release } from '~/api/release'
import { Button } from '~/design/primitives/Button'
import { useAnyUnsaved } from '~/lib/unsaved'

/** Offered while nothing typed would be lost; until then the page works on as it is. */
export function NewVersion() {
  const outdated = useSyncExternalStore(release.subscribe, release.isOutdated, () => false)
  const unsaved = useAnyUnsaved()
  return (
    <div role="status">
      {outdated && !unsaved && (
        <p className="notice">
          <IconRefresh className="i" aria-hidden />
          <span className="grow">
            <Trans>A new version is ready.</Trans>
          </span>
          <Button size="sm" onClick={() => location.reload()}>
            <Trans>Reload</Trans>
          </Button>
        </p>
      )}
    </div>
  )
}

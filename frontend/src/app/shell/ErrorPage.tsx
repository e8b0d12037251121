import { Trans } from '@lingui/react/macro'
import { IconRefresh } from '@tabler/icons-react'
import { Button } from '~/design/primitives/Button'

/** The last net: something in the page itself broke. A reload starts it afresh. */
export function ErrorPage() {
  return (
    <main className="auth" id="main">
      <div className="state state--error" role="alert">
        <h1>
          <Trans>Something broke on this page</Trans>
        </h1>
        <p>
          <Trans>
            This is our mistake. Reload the page, and if that does not help, write to us.
          </Trans>
        </p>
        <div className="row">
          <Button variant="primary" icon={IconRefresh} onClick={() => location.reload()}>
            <Trans>Reload</Trans>
          </Button>
        </div>
      </div>
    </main>
  )
}

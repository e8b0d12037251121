import { Trans } from '@lingui/react/macro'
import type { ReactNode } from 'react'

interface Props {
  page: string
  /** What the page was rendered with, for its script: an attribute `data-…` each. */
  facts?: Record<string, string>
  children: ReactNode
}

/** The feature's `island.tsx` finds this box by its id and brings what is inside to life. */
export function Island({ page, facts = {}, children }: Props) {
  const data = Object.entries(facts).map(([name, value]) => [`data-${name}`, value])
  return (
    <main className="auth" id="main">
      <noscript>
        <p className="notice notice--warning">
          <Trans>
            This form needs JavaScript. Switch it on in your browser's settings, or allow it for
            this site, and reload the page. Everything else here can be read without it.
          </Trans>
        </p>
      </noscript>
      <div className="auth__box" id="island" data-page={page} {...Object.fromEntries(data)}>
        {children}
      </div>
    </main>
  )
}

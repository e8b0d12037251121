import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { ActionButton } from '~/actions/ActionButton'
import { Card } from '~/design/primitives/Card'
import { test } from '../actions'
import type { Node, NodeTest } from '../api'
import { TestFacts } from './TestFacts'

/** The connection test of a node that is saved. */
export function Connection({ subject }: { subject: Node }) {
  const { t } = useLingui()
  const [begun, setBegun] = useState<NodeTest | null>(null)
  return (
    <Card title={t`Connection`}>
      <div className="stack">
        {begun ? (
          <TestFacts key={begun.id} test={begun} />
        ) : (
          <p className="muted">
            <Trans>
              A worker connects to the engine and reports its version, room, ports and images.
            </Trans>
          </p>
        )}
        <div>
          <ActionButton action={test} subject={{ subject, begun: setBegun }} />
        </div>
      </div>
    </Card>
  )
}

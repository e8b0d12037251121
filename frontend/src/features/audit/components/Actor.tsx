import { useLingui } from '@lingui/react'
import { Trans } from '@lingui/react/macro'
import type { AuditEntry } from '../api'
import { actorKinds } from '../labels'

/** Who did it; both names where staff acted as a customer. */
export function Who({ entry }: { entry: AuditEntry }) {
  const { i18n } = useLingui()
  const { actor, impersonator } = entry
  const kind = i18n._(actorKinds[actor.kind] ?? actorKinds.system)
  return (
    <>
      <span className="clip">{actor.name ?? kind}</span>
      <span className="cell__sub clip">
        {impersonator ? (
          <Trans>really {impersonator.name ?? impersonator.id}</Trans>
        ) : actor.name ? (
          kind
        ) : null}
      </span>
    </>
  )
}

import { Trans } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { ActionButton } from '~/actions/ActionButton'
import { Card } from '~/design/primitives/Card'
import { hideChecklist } from '../actions'
import { checklistQuery } from '../api'
import { ChecklistSteps } from './ChecklistSteps'

/** Until all is done, or the owner hides it. It is not what the page waits for. */
export function ChecklistCard() {
  const { data } = useQuery(checklistQuery)
  const left = data?.steps.filter(({ done }) => !done) ?? []
  if (!data || data.hidden || left.length === 0) return null
  const done = data.steps.length - left.length
  return (
    <Card
      title={<Trans>First steps</Trans>}
      aside={
        <span className="row">
          <span className="muted small">
            <Trans>
              {done} of {data.steps.length} done
            </Trans>
          </span>
          <ActionButton action={hideChecklist} subject={undefined} size="sm" variant="ghost" />
        </span>
      }
    >
      <ChecklistSteps steps={data.steps} />
    </Card>
  )
}

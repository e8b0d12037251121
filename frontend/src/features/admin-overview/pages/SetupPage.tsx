import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { ActionButton } from '~/actions/ActionButton'
import { ModulePage } from '~/design/patterns/ModulePage'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { Card } from '~/design/primitives/Card'
import { showChecklist } from '../actions'
import { checklistQuery } from '../api'
import { ChecklistSteps } from '../components/ChecklistSteps'

/** The first steps, hidden or not: Settings leads here. */
export default function SetupPage() {
  const { t } = useLingui()
  const query = useQuery(checklistQuery)
  const checklist = query.data
  const done = checklist?.steps.every((step) => step.done)
  return (
    <ModulePage
      title={t`First steps`}
      description={
        done ? (
          <Trans>All done: you can start selling</Trans>
        ) : (
          <Trans>What a new installation needs before it can sell</Trans>
        )
      }
      actions={
        checklist?.hidden &&
        !done && <ActionButton action={showChecklist} subject={undefined} variant="secondary" />
      }
      query={query}
      skeleton={<CardSkeleton lines={9} />}
    >
      {checklist && (
        <Card>
          <ChecklistSteps steps={checklist.steps} />
        </Card>
      )}
    </ModulePage>
  )
}

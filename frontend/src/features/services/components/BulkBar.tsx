import { Trans } from '@lingui/react/macro'
import { ActionButton } from '~/actions/ActionButton'
import { Button } from '~/design/primitives/Button'
import { bulkActions, type Chosen } from './bulkActions'

/** What can be done to all the selected services at once; shown with the first selection. */
export default function BulkBar(chosen: Chosen) {
  return (
    <>
      {bulkActions.map((action) => (
        <ActionButton key={action.id} action={action} subject={chosen} size="sm" />
      ))}
      <Button size="sm" variant="ghost" onClick={chosen.clear}>
        <Trans>Clear</Trans>
      </Button>
    </>
  )
}

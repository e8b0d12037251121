import { Trans } from '@lingui/react/macro'
import { SubmitButton } from '~/design/patterns/fields'

export function SaveButton() {
  return (
    <div>
      <SubmitButton>
        <Trans>Save</Trans>
      </SubmitButton>
    </div>
  )
}

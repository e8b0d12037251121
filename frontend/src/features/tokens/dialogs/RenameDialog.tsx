import { Trans, useLingui } from '@lingui/react/macro'
import { useSubmit } from '~/actions/useSubmit'
import { Form } from '~/design/patterns/Form'
import { SubmitButton, TextField } from '~/design/patterns/fields'
import Dialog from '~/design/primitives/Dialog'
import { rename } from '../actions'
import type { Token } from '../api'
import { renameSchema } from '../forms'

interface Props {
  token: Token
  onClose: () => void
}

export default function RenameDialog({ token, onClose }: Props) {
  const { t } = useLingui()
  const submit = useSubmit(rename)
  return (
    <Dialog title={t`Rename ${token.name}`} onClose={onClose}>
      <Form
        name="rename-token"
        schema={renameSchema}
        defaults={{ name: token.name }}
        onSubmit={async ({ name }) => {
          await submit({ token, name })
          onClose()
        }}
      >
        {() => (
          <>
            <TextField focused form="rename-token" name="name" autoComplete="off" label={t`Name`} />
            <div>
              <SubmitButton>
                <Trans>Save</Trans>
              </SubmitButton>
            </div>
          </>
        )}
      </Form>
    </Dialog>
  )
}

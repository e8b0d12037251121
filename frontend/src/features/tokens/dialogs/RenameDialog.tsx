import { Trans, useLingui } from '@lingui/react/macro'
import { useSubmit } from '~/actions/useSubmit'
import { FormDialog } from '~/design/patterns/FormDialog'
import { TextField } from '~/design/patterns/fields'
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
    <FormDialog
      title={t`Rename ${token.name}`}
      submit={<Trans>Save</Trans>}
      onClose={onClose}
      name="rename-token"
      schema={renameSchema}
      defaults={{ name: token.name }}
      onSubmit={({ name }) => submit({ token, name })}
    >
      {() => (
        <TextField focused form="rename-token" name="name" autoComplete="off" label={t`Name`} />
      )}
    </FormDialog>
  )
}

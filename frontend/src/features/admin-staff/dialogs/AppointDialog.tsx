import { Trans, useLingui } from '@lingui/react/macro'
import { useSubmit } from '~/actions/useSubmit'
import { FormDialog } from '~/design/patterns/FormDialog'
import { TextField } from '~/design/patterns/fields'
import { appoint } from '../actions'
import { RoleChecks } from '../components/RoleChecks'
import { appointSchema } from '../forms'
import { describeStaff } from '../labels'

export default function AppointDialog({ onClose }: { onClose: () => void }) {
  const { t } = useLingui()
  const submit = useSubmit(appoint)
  return (
    <FormDialog
      title={t`Add to the staff`}
      submit={<Trans>Add</Trans>}
      onClose={onClose}
      name="appoint"
      schema={appointSchema}
      defaults={{ email: '', role_ids: [] }}
      describe={describeStaff}
      onSubmit={(form) => submit(form)}
    >
      {() => (
        <>
          <TextField
            focused
            form="appoint"
            name="email"
            type="email"
            autoComplete="off"
            label={t`Email`}
            help={t`Of someone who is already registered`}
          />
          <RoleChecks form="appoint" />
        </>
      )}
    </FormDialog>
  )
}

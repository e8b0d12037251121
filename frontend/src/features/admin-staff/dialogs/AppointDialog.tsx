import { Trans, useLingui } from '@lingui/react/macro'
import { useSubmit } from '~/actions/useSubmit'
import { Form } from '~/design/patterns/Form'
import { SubmitButton, TextField } from '~/design/patterns/fields'
import Dialog from '~/design/primitives/Dialog'
import { appoint } from '../actions'
import { RoleChecks } from '../components/RoleChecks'
import { appointSchema } from '../forms'
import { describeStaff } from '../labels'

export default function AppointDialog({ onClose }: { onClose: () => void }) {
  const { t } = useLingui()
  const submit = useSubmit(appoint)
  return (
    <Dialog title={t`Add to the staff`} onClose={onClose}>
      <Form
        name="appoint"
        schema={appointSchema}
        defaults={{ email: '', role_ids: [] }}
        describe={describeStaff}
        onSubmit={async (form) => {
          await submit(form)
          onClose()
        }}
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
              help={t`Of somebody who is registered already`}
            />
            <RoleChecks form="appoint" />
            <div>
              <SubmitButton>
                <Trans>Add</Trans>
              </SubmitButton>
            </div>
          </>
        )}
      </Form>
    </Dialog>
  )
}

import { Trans } from '@lingui/react/macro'
import { useSubmit } from '~/actions/useSubmit'
import { Form } from '~/design/patterns/Form'
import { SubmitButton } from '~/design/patterns/fields'
import Dialog from '~/design/primitives/Dialog'
import { reappoint } from '../actions'
import type { Staff } from '../api'
import { RoleChecks } from '../components/RoleChecks'
import { rolesSchema } from '../forms'
import { describeStaff } from '../labels'

interface Props {
  person: Staff
  onClose: () => void
}

export default function RolesDialog({ person, onClose }: Props) {
  const submit = useSubmit(reappoint)
  return (
    <Dialog title={person.name || person.email} onClose={onClose}>
      <Form
        name="staff-roles"
        schema={rolesSchema}
        defaults={{ role_ids: person.roles.map(({ id }) => id) }}
        describe={describeStaff}
        onSubmit={async ({ role_ids }) => {
          await submit({ person, roles: role_ids })
          onClose()
        }}
      >
        {() => (
          <>
            <RoleChecks form="staff-roles" />
            <p className="small second">
              <Trans>Without any role this person is staff no more.</Trans>
            </p>
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

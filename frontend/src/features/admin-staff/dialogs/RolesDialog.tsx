import { Trans } from '@lingui/react/macro'
import { useSubmit } from '~/actions/useSubmit'
import { FormDialog } from '~/design/patterns/FormDialog'
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
    <FormDialog
      title={person.name || person.email}
      submit={<Trans>Save</Trans>}
      onClose={onClose}
      name="staff-roles"
      schema={rolesSchema}
      defaults={{ role_ids: person.roles.map(({ id }) => id) }}
      describe={describeStaff}
      onSubmit={({ role_ids }) => submit({ person, roles: role_ids })}
    >
      {() => (
        <>
          <RoleChecks form="staff-roles" />
          <p className="small second">
            <Trans>Without a role this person is no longer staff.</Trans>
          </p>
        </>
      )}
    </FormDialog>
  )
}

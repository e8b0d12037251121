import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useSubmit } from '~/actions/useSubmit'
import { FormDialog } from '~/design/patterns/FormDialog'
import { TextField } from '~/design/patterns/fields'
import { saveRole } from '../actions'
import { permissionsQuery, type Role } from '../api'
import { PermissionChecks } from '../components/PermissionChecks'
import { roleSchema } from '../forms'
import { describeStaff } from '../labels'

interface Props {
  /** Null makes a new one. */
  role: Role | null
  onClose: () => void
}

export default function RoleDialog({ role, onClose }: Props) {
  const { t } = useLingui()
  const submit = useSubmit(saveRole)
  const { data } = useQuery(permissionsQuery)
  return (
    <FormDialog
      title={role ? t`Change a role` : t`A new role`}
      submit={<Trans>Save</Trans>}
      onClose={onClose}
      name="role"
      schema={roleSchema}
      defaults={{ name: role?.name ?? '', permissions: role?.permissions ?? [] }}
      describe={describeStaff}
      onSubmit={(form) => submit({ role, form })}
    >
      {() => (
        <>
          <TextField focused form="role" name="name" autoComplete="off" label={t`Name`} />
          {data && <PermissionChecks form="role" all={data} />}
        </>
      )}
    </FormDialog>
  )
}

import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { ChecksField } from '~/design/patterns/ChecksField'
import { roleNamesQuery } from '../api'
import { roleName } from '../labels'

export function RoleChecks({ form }: { form: string }) {
  const { t, i18n } = useLingui()
  const { data } = useQuery(roleNamesQuery)
  if (!data) return null
  return (
    <ChecksField
      form={form}
      name="role_ids"
      label={t`Roles`}
      help={t`Several add up. You can only give what you have yourself.`}
      options={data.items.map((role) => ({
        value: role.id,
        label: i18n._(roleName(role)),
        help: t`permissions: ${role.permissions.length}`,
      }))}
    />
  )
}

import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useFormContext } from 'react-hook-form'
import { ChecksField } from '~/design/patterns/ChecksField'
import { SelectField, TextField } from '~/design/patterns/fields'
import { roleNames } from '~/design/status/member'
import { serviceNamesQuery } from '../api'
import type { GrantForm } from '../forms'
import { givenRoles, narrowable, roleDuties } from '../labels'

/** Role, the services it is for, and the day it ends. */
export function GrantFields({ form }: { form: string }) {
  const { t, i18n } = useLingui()
  const { watch } = useFormContext<GrantForm>()
  const role = watch('role')
  const scope = watch('scope')
  const canNarrow = narrowable.includes(role)
  const { data } = useQuery({ ...serviceNamesQuery, enabled: canNarrow && scope === 'some' })
  return (
    <>
      <SelectField
        form={form}
        name="role"
        label={t`Role`}
        help={i18n._(roleDuties[role])}
        options={givenRoles.map((value) => ({ value, label: i18n._(roleNames[value]) }))}
      />
      {canNarrow && (
        <SelectField
          form={form}
          name="scope"
          label={t`Access to`}
          options={[
            { value: 'all', label: t`All services` },
            { value: 'some', label: t`Chosen services` },
          ]}
        />
      )}
      {canNarrow && scope === 'some' && data && (
        <ChecksField
          form={form}
          name="services"
          label={t`Services`}
          help={t`Nothing else is visible: neither other services nor money.`}
          options={data.items.map(({ id, hostname }) => ({ value: id, label: hostname }))}
        />
      )}
      <TextField
        form={form}
        name="until"
        type="date"
        label={t`Access ends`}
        help={t`On this day, by itself. Leave it empty for no end.`}
      />
    </>
  )
}

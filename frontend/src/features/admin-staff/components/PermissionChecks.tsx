import { useLingui } from '@lingui/react/macro'
import { useFormContext } from 'react-hook-form'
import type { Schema } from '~/api/client'
import { permissionText } from '~/design/staff/permission'
import type { RoleForm } from '../forms'
import { groupText } from '../labels'

interface Props {
  form: string
  all: Schema<'PermissionsRead'>
}

/** By feature; what the reader does not hold is shown, and cannot be given. */
export function PermissionChecks({ form, all }: Props) {
  const { t, i18n } = useLingui()
  const { register, formState, getValues } = useFormContext<RoleForm>()
  const missing = formState.errors.permissions
  const given = getValues('permissions')
  return (
    <fieldset
      className="field"
      aria-describedby={missing ? `${form}-permissions-error` : undefined}
    >
      <legend className="field__label">{t`What it allows`}</legend>
      <div className="checks checks--tall">
        {all.groups.map((group) => (
          <div key={group.name}>
            <b className="small">{i18n._(groupText(group.name))}</b>
            {group.permissions.map((name) => {
              const held = all.held.includes(name) || given.includes(name)
              return (
                <label key={name} className="checks__one">
                  <input
                    {...register('permissions')}
                    className="check"
                    type="checkbox"
                    value={name}
                    aria-disabled={held ? undefined : true}
                    onClick={(event) => held || event.preventDefault()}
                  />
                  <span className={held ? undefined : 'muted'}>
                    {i18n._(permissionText(name))}
                    <small className="mono">{held ? name : t`you do not have it`}</small>
                  </span>
                </label>
              )
            })}
          </div>
        ))}
      </div>
      {missing && (
        <span className="field__error" id={`${form}-permissions-error`}>
          {t`Choose at least one`}
        </span>
      )}
    </fieldset>
  )
}

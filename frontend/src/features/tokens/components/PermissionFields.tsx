import { useLingui } from '@lingui/react/macro'
import { useFormContext } from 'react-hook-form'
import { type Can, useCan } from '~/auth/me'
import type { TokenForm } from '../forms'
import { groups, narrowable } from '../labels'

/** What the maker may do and this token could have, by groups, in words. */
function offeredTo(can: Can, narrowed: boolean) {
  return groups
    .map(({ title, permissions }) => ({
      title,
      permissions: Object.entries(permissions).filter(
        ([name]) => can(name as never) && (!narrowed || narrowable.includes(name)),
      ),
    }))
    .filter(({ permissions }) => permissions.length > 0)
}

export function PermissionFields({ form }: { form: string }) {
  const { t, i18n } = useLingui()
  const { register, watch, formState } = useFormContext<TokenForm>()
  const offered = offeredTo(useCan(), watch('scope') === 'some')
  const missing = formState.errors.permissions
  return (
    <fieldset
      className="field"
      aria-describedby={missing ? `${form}-permissions-error` : undefined}
    >
      <legend className="field__label">{t`What it may do`}</legend>
      <div className="checks checks--tall">
        {offered.map((group) => (
          <div key={group.title.id}>
            <b className="small">{i18n._(group.title)}</b>
            {group.permissions.map(([name, words]) => (
              <label key={name} className="checks__one">
                <input
                  {...register('permissions')}
                  className="check"
                  type="checkbox"
                  value={name}
                />
                <span>
                  {i18n._(words)}
                  <small className="mono">{name}</small>
                </span>
              </label>
            ))}
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

import { useLingui } from '@lingui/react/macro'
import { useFormContext, useWatch } from 'react-hook-form'
import { TextField } from '~/design/patterns/fields'
import type { BrandForm } from '../forms'

const STANDARD = '#2a55e5'

/** A colour by the browser's own chooser, or as it is written in a style guide. */
export function AccentField() {
  const { t } = useLingui()
  const { setValue } = useFormContext<BrandForm>()
  const accent = useWatch<BrandForm, 'accent'>({ name: 'accent' })
  return (
    <div className="accent-field">
      <input
        type="color"
        className="accent-field__well"
        aria-label={t`Choose the accent colour`}
        value={/^#[0-9a-f]{6}$/.test(accent) ? accent : STANDARD}
        onChange={(event) =>
          setValue('accent', event.target.value, { shouldDirty: true, shouldValidate: true })
        }
      />
      <TextField
        form="brand"
        name="accent"
        mono
        lower
        label={t`Accent colour`}
        help={t`Such as #2a55e5. Where text on it would be hard to read, it is shown lighter or darker. Empty: the standard colour`}
      />
    </div>
  )
}

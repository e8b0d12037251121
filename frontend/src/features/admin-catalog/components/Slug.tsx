import { useLingui } from '@lingui/react/macro'
import { TextField } from '~/design/patterns/fields'

/** The short name that addresses and orders use; given once. */
export function Slug({ form }: { form: string }) {
  const { t } = useLingui()
  return (
    <TextField
      lower
      mono
      form={form}
      name="slug"
      label={t`Short name`}
      help={t`Latin letters, digits and hyphens; it is never changed`}
    />
  )
}

import { useLingui } from '@lingui/react/macro'
import { TextField } from '~/design/patterns/fields'

/** A line or two for the public page, in both languages. */
export function Description({ form }: { form: string }) {
  const { t } = useLingui()
  return (
    <>
      <TextField form={form} name="description_ru" label={t`Description in Russian`} />
      <TextField form={form} name="description_en" label={t`Description in English`} />
    </>
  )
}

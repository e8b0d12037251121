import { useLingui } from '@lingui/react/macro'
import { SelectField } from '~/design/patterns/fields'

/** The kind of service that a product is sold as, or an image runs on; given once. */
export function Kind({ form }: { form: string }) {
  const { t } = useLingui()
  return (
    <SelectField
      form={form}
      name="kind"
      label={t`Kind of service`}
      options={[
        { value: 'container', label: t`Container` },
        { value: 'vps', label: t`Virtual server` },
      ]}
    />
  )
}

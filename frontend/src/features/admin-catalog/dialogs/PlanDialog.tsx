import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useSubmit } from '~/actions/useSubmit'
import { ChecksField } from '~/design/patterns/ChecksField'
import { FormDialog } from '~/design/patterns/FormDialog'
import { TextField } from '~/design/patterns/fields'
import { savePlan } from '../actions'
import { allImagesQuery, type Plan, type Product } from '../api'
import { Description } from '../components/Description'
import { Slug } from '../components/Slug'
import { planDefaults, planSchema } from '../forms'
import { describeCatalog } from '../labels'

interface Props {
  product: Product
  /** Null makes a new one. */
  plan: Plan | null
  onClose: () => void
}

export default function PlanDialog({ product, plan, onClose }: Props) {
  const { t } = useLingui()
  const submit = useSubmit(savePlan)
  const images = useQuery(allImagesQuery).data?.items.filter(({ kind }) => kind === product.kind)
  const form = 'catalog-plan'
  return (
    <FormDialog
      title={plan ? t`Edit the plan` : t`A new plan`}
      submit={<Trans>Save</Trans>}
      onClose={onClose}
      name={form}
      schema={planSchema}
      defaults={planDefaults(plan)}
      describe={describeCatalog}
      places={{ slug_taken: 'slug' }}
      onSubmit={(values) => submit({ productId: product.id, plan, form: values })}
    >
      {() => (
        <>
          <TextField focused form={form} name="name" label={t`Plan name`} />
          {!plan && <Slug form={form} />}
          <Description form={form} />
          <TextField
            form={form}
            name="cpu_millis"
            inputMode="numeric"
            label={t`Processor, thousandths of a core`}
          />
          <TextField form={form} name="memory_mb" inputMode="numeric" label={t`Memory, MiB`} />
          <TextField form={form} name="disk_gb" inputMode="numeric" label={t`Disk, GiB`} />
          <TextField
            form={form}
            name="stock"
            inputMode="numeric"
            label={t`Left in stock`}
            help={t`How many can still be ordered; empty means any number`}
          />
          <ChecksField
            form={form}
            name="options"
            label={t`On the public page`}
            options={[{ value: 'default', label: t`Marked as the most popular` }]}
          />
          {images && images.length > 0 && (
            <ChecksField
              form={form}
              name="image_ids"
              label={t`Sold with these images only`}
              help={t`None chosen: with all of its kind`}
              options={images.map(({ id, name }) => ({ value: id, label: name }))}
            />
          )}
        </>
      )}
    </FormDialog>
  )
}

import { Trans, useLingui } from '@lingui/react/macro'
import { useSubmit } from '~/actions/useSubmit'
import { FormDialog } from '~/design/patterns/FormDialog'
import { TextField } from '~/design/patterns/fields'
import { saveProduct } from '../actions'
import type { Product } from '../api'
import { Description } from '../components/Description'
import { Kind } from '../components/Kind'
import { Slug } from '../components/Slug'
import { productDefaults, productSchema } from '../forms'
import { describeCatalog } from '../labels'

interface Props {
  /** Null makes a new one. */
  product: Product | null
  onClose: () => void
}

export default function ProductDialog({ product, onClose }: Props) {
  const { t } = useLingui()
  const submit = useSubmit(saveProduct)
  const form = 'catalog-product'
  return (
    <FormDialog
      title={product ? t`Edit the product` : t`A new product`}
      submit={<Trans>Save</Trans>}
      onClose={onClose}
      name={form}
      schema={productSchema}
      defaults={productDefaults(product)}
      describe={describeCatalog}
      places={{ slug_taken: 'slug' }}
      onSubmit={(values) => submit({ product, form: values })}
    >
      {() => (
        <>
          <TextField focused form={form} name="name_ru" label={t`Name in Russian`} />
          <TextField form={form} name="name_en" label={t`Name in English`} />
          <Description form={form} />
          {!product && (
            <>
              <Slug form={form} />
              <Kind form={form} />
            </>
          )}
        </>
      )}
    </FormDialog>
  )
}

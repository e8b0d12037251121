import { Trans, useLingui } from '@lingui/react/macro'
import { useSubmit } from '~/actions/useSubmit'
import { FormDialog } from '~/design/patterns/FormDialog'
import { TextField } from '~/design/patterns/fields'
import { saveImage } from '../actions'
import type { Image } from '../api'
import { Description } from '../components/Description'
import { Kind } from '../components/Kind'
import { Slug } from '../components/Slug'
import { imageDefaults, imageSchema } from '../forms'
import { describeCatalog } from '../labels'

interface Props {
  /** Null makes a new one. */
  image: Image | null
  onClose: () => void
}

export default function ImageDialog({ image, onClose }: Props) {
  const { t } = useLingui()
  const submit = useSubmit(saveImage)
  const form = 'catalog-image'
  return (
    <FormDialog
      title={image ? t`Edit the image` : t`A new image`}
      submit={<Trans>Save</Trans>}
      onClose={onClose}
      name={form}
      schema={imageSchema}
      defaults={imageDefaults(image)}
      describe={describeCatalog}
      places={{ slug_taken: 'slug' }}
      onSubmit={(values) => submit({ image, form: values })}
    >
      {() => (
        <>
          <TextField focused form={form} name="name" label={t`Image name`} />
          {!image && (
            <>
              <Slug form={form} />
              <Kind form={form} />
            </>
          )}
          <Description form={form} />
          <TextField
            mono
            form={form}
            name="reference"
            label={t`Image reference`}
            help={t`What a node pulls, for instance registry.example.com/shop:2`}
          />
          <TextField
            form={form}
            name="port"
            inputMode="numeric"
            label={t`Port it listens on inside`}
          />
        </>
      )}
    </FormDialog>
  )
}

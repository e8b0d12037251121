import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import * as v from 'valibot'
import { useSubmit } from '~/actions/useSubmit'
import { text } from '~/api/rules'
import { FormDialog } from '~/design/patterns/FormDialog'
import { SelectField } from '~/design/patterns/fields'
import { pull } from '../actions'
import { catalogImagesQuery, type Node } from '../api'
import { describeNode } from '../labels'

interface Props {
  node: Node
  onClose: () => void
}

const schema = v.object({ image_id: text({}, { required: true }) })

/** Which image of the catalogue the node shall have before a service needs it. */
export default function PullDialog({ node, onClose }: Props) {
  const { t } = useLingui()
  const submit = useSubmit(pull)
  const images = useQuery(catalogImagesQuery).data?.items
  const form = 'node-image'
  if (!images) return null
  return (
    <FormDialog
      title={t`Pull an image to ${node.name}`}
      submit={<Trans>Pull</Trans>}
      onClose={onClose}
      name={form}
      schema={schema}
      defaults={{ image_id: images[0]?.id ?? '' }}
      describe={describeNode}
      onSubmit={({ image_id }) => submit({ node, imageId: image_id })}
    >
      {() => (
        <SelectField
          form={form}
          name="image_id"
          label={t`Image`}
          help={t`One that is already there is only checked`}
          options={images.map((image) => ({ value: image.id, label: image.name }))}
        />
      )}
    </FormDialog>
  )
}

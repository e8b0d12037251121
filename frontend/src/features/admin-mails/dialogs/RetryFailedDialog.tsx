import { Trans, useLingui } from '@lingui/react/macro'
import * as v from 'valibot'
import { useSubmit } from '~/actions/useSubmit'
import { text } from '~/api/rules'
import { FormDialog } from '~/design/patterns/FormDialog'
import { SelectField } from '~/design/patterns/fields'
import { tryFailedAgain } from '../actions'
import { describeMail } from '../labels'

const schema = v.object({ hours: text({}, { required: true }) })
const hourMs = 3_600_000

/** After a mail server that was away: which of the failed emails still matter. */
export default function RetryFailedDialog({ onClose }: { onClose: () => void }) {
  const { t } = useLingui()
  const submit = useSubmit(tryFailedAgain)
  const form = 'retry-failed'
  return (
    <FormDialog
      disposable
      title={t`Try failed emails again`}
      submit={<Trans>Try again</Trans>}
      onClose={onClose}
      name={form}
      schema={schema}
      defaults={{ hours: '24' }}
      describe={describeMail}
      onSubmit={({ hours }) => submit(new Date(Date.now() - Number(hours) * hourMs).toISOString())}
    >
      {() => (
        <SelectField
          form={form}
          name="hours"
          label={t`Written within`}
          help={t`What was delivered is not sent again, and neither is a link that no longer works.`}
          options={[
            { value: '1', label: t`the last hour` },
            { value: '24', label: t`the last day` },
            { value: '167', label: t`the last week` },
          ]}
        />
      )}
    </FormDialog>
  )
}

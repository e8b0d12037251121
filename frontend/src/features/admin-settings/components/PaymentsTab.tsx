import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { ActionButton } from '~/actions/ActionButton'
import { useSubmit } from '~/actions/useSubmit'
import type { Schema } from '~/api/client'
import { Form } from '~/design/patterns/Form'
import { SelectField, TextField } from '~/design/patterns/fields'
import { Loaded } from '~/design/patterns/Loaded'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { Card } from '~/design/primitives/Card'
import { savePayments, testPayments } from '../actions'
import { paymentsQuery } from '../api'
import { paymentsSchema } from '../forms'
import { describeSettings } from '../labels'
import { SaveButton } from './SaveButton'
import { SecretField } from './SecretField'
import { Setting } from './Setting'

export function PaymentsTab() {
  const query = useQuery(paymentsQuery)
  return (
    <Loaded query={query} skeleton={<CardSkeleton lines={5} />}>
      {(group) => <PaymentsForm key={group.version} group={group} />}
    </Loaded>
  )
}

function PaymentsForm({ group }: { group: Schema<'SettingsRead_PaymentSettings_'> }) {
  const { t } = useLingui()
  const submit = useSubmit(savePayments)
  const { version } = group
  const { url, enabled = true } = group.values
  const offered = [
    { value: 'yes', label: t`Offered to customers` },
    { value: 'no', label: t`Not offered` },
  ]
  const chosen = offered[enabled ? 0 : 1]?.label ?? ''
  return (
    <Card
      title={t`Payment provider`}
      aside={<ActionButton action={testPayments} subject={undefined} />}
    >
      <Form
        name="payments"
        schema={paymentsSchema}
        defaults={{
          enabled: enabled ? ('yes' as const) : ('no' as const),
          url,
          api_key: '',
          webhook_secret: '',
        }}
        describe={describeSettings}
        places={{ payments_incomplete: 'enabled' }}
        onSubmit={(values) => submit({ version, values })}
      >
        {() => (
          <>
            <Setting group={group} name="enabled" label={t`New payments`} value={chosen}>
              <SelectField
                form="payments"
                name="enabled"
                label={t`New payments`}
                help={t`Payments under way are completed either way`}
                options={offered}
              />
            </Setting>
            <Setting group={group} name="url" label={t`Address of the provider`} value={url}>
              <TextField
                form="payments"
                name="url"
                inputMode="url"
                mono
                spellCheck={false}
                placeholder="https://pay.example.com"
                label={t`Address of the provider`}
                help={t`Payments that are open at the old address end before you change it`}
              />
            </Setting>
            <div className="grid-2">
              <SecretField
                group={group}
                form="payments"
                name="api_key"
                label={t`API key`}
                help={t`Enter it again for another address`}
              />
              <SecretField
                group={group}
                form="payments"
                name="webhook_secret"
                label={t`Webhook secret`}
                help={t`The provider signs its notices with it; unsigned ones are refused`}
              />
            </div>
            <SaveButton />
          </>
        )}
      </Form>
    </Card>
  )
}

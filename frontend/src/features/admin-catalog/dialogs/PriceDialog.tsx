import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useSubmit } from '~/actions/useSubmit'
import { FormDialog } from '~/design/patterns/FormDialog'
import { SelectField, TextField } from '~/design/patterns/fields'
import { savePrice } from '../actions'
import { configQuery, type Plan } from '../api'
import { priceDefaults, priceSchema } from '../forms'
import { describeCatalog, periodNames } from '../labels'

export default function PriceDialog({ plan, onClose }: { plan: Plan; onClose: () => void }) {
  const { t, i18n } = useLingui()
  const submit = useSubmit(savePrice)
  const currency = useQuery(configQuery).data?.currency
  const form = 'catalog-price'
  if (!currency) return null
  return (
    <FormDialog
      title={t`Price of ${plan.name}`}
      submit={<Trans>Set the price</Trans>}
      onClose={onClose}
      name={form}
      schema={priceSchema(currency)}
      defaults={priceDefaults(plan)}
      describe={describeCatalog}
      places={{ price_in_past: 'valid_from', price_version_exists: 'valid_from' }}
      onSubmit={(values) => submit({ plan, form: values, currency })}
    >
      {() => (
        <>
          <SelectField
            form={form}
            name="period"
            label={t`Period`}
            options={(['month', 'hour'] as const).map((value) => ({
              value,
              label: i18n._(periodNames[value]),
            }))}
          />
          <TextField
            focused
            form={form}
            name="amount"
            inputMode="decimal"
            label={t`Price, ${currency}`}
            help={t`Tax included`}
          />
          <TextField
            form={form}
            name="setup_fee"
            inputMode="decimal"
            label={t`Set-up fee, ${currency}`}
            help={t`Paid once, with the first period`}
          />
          <TextField
            form={form}
            name="valid_from"
            type="datetime-local"
            label={t`Valid from`}
            help={t`Empty means at once. Those who bought before keep paying the old price.`}
          />
        </>
      )}
    </FormDialog>
  )
}

import { Trans, useLingui } from '@lingui/react/macro'
import { useFormContext } from 'react-hook-form'
import { useSubmit } from '~/actions/useSubmit'
import { useCan } from '~/auth/me'
import { Form } from '~/design/patterns/Form'
import { SubmitButton, TextField } from '~/design/patterns/fields'
import { Button } from '~/design/primitives/Button'
import { Card } from '~/design/primitives/Card'
import { useLocale } from '~/i18n/useLocale'
import { money } from '~/lib/format'
import { minorUnits } from '~/lib/money'
import { topUp } from '../actions'
import { topUpSchema } from '../forms'

const presets = ['500', '1000', '3000', '5000']

/** Money into the balance through the payment provider, and back here. */
export function TopUpCard({ currency }: { currency: string }) {
  const { t } = useLingui()
  const can = useCan()
  const begin = useSubmit(topUp)
  if (!can('billing:manage')) return null
  return (
    <Card title={t`Top up`}>
      <Form
        name="top-up"
        schema={topUpSchema(currency)}
        defaults={{ amount: '1000' }}
        onSubmit={({ amount }) => begin(minorUnits(amount, currency) ?? 0)}
      >
        {() => (
          <>
            <Presets currency={currency} />
            <TextField
              form="top-up"
              name="amount"
              inputMode="decimal"
              autoComplete="off"
              label={t`Amount, ${currency}`}
              help={t`You pay by card on the page of the payment provider`}
            />
            <SubmitButton block>
              <Trans>Go to payment</Trans>
            </SubmitButton>
          </>
        )}
      </Form>
    </Card>
  )
}

function Presets({ currency }: { currency: string }) {
  const { t } = useLingui()
  const locale = useLocale()
  const { setValue, watch } = useFormContext<{ amount: string }>()
  const typed = minorUnits(watch('amount'), currency)
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would add a legend to a row of buttons.
    <div className="row row--wrap" role="group" aria-label={t`Usual amounts`}>
      {presets.map((preset) => {
        const amount = minorUnits(preset, currency) ?? 0
        return (
          <Button
            key={preset}
            size="sm"
            className="preset"
            aria-pressed={typed === amount}
            onClick={() => setValue('amount', preset, { shouldValidate: true })}
          >
            {money({ amount, currency }, locale)}
          </Button>
        )
      })}
    </div>
  )
}

import { Trans, useLingui } from '@lingui/react/macro'
import { useFormContext } from 'react-hook-form'
import { useSubmit } from '~/actions/useSubmit'
import { useCan } from '~/auth/me'
import { Form } from '~/design/patterns/Form'
import { SubmitButton, TextField } from '~/design/patterns/fields'
import { Button } from '~/design/primitives/Button'
import { Card } from '~/design/primitives/Card'
import { useLocale } from '~/i18n/useLocale'
import { digitsOf, money } from '~/lib/format'
import { topUp } from '../actions'
import { parseAmount, topUpSchema } from '../forms'

const presets = [500, 1000, 3000, 5000]

/** Money into the balance through the payment service, and back here. */
export function TopUpCard({ currency }: { currency: string }) {
  const { t } = useLingui()
  const can = useCan()
  const begin = useSubmit(topUp)
  if (!can('billing:manage')) return null
  const minor = 10 ** digitsOf(currency)
  return (
    <Card title={t`Top up`}>
      <Form
        name="top-up"
        schema={topUpSchema}
        defaults={{ amount: '1000' }}
        onSubmit={({ amount }) => begin(Math.round(parseAmount(amount) * minor))}
      >
        {() => (
          <>
            <Presets currency={currency} minor={minor} />
            <TextField
              form="top-up"
              name="amount"
              inputMode="decimal"
              autoComplete="off"
              label={t`Amount, ${currency}`}
              help={t`You pay by card on the page of the payment service`}
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

function Presets({ currency, minor }: { currency: string; minor: number }) {
  const { t } = useLingui()
  const locale = useLocale()
  const { setValue, watch } = useFormContext<{ amount: string }>()
  const typed = parseAmount(watch('amount'))
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would add a legend to a row of buttons.
    <div className="row row--wrap" role="group" aria-label={t`Usual amounts`}>
      {presets.map((amount) => (
        <Button
          key={amount}
          size="sm"
          className="preset"
          aria-pressed={typed === amount}
          onClick={() => setValue('amount', String(amount), { shouldValidate: true })}
        >
          {money({ amount: amount * minor, currency }, locale)}
        </Button>
      ))}
    </div>
  )
}

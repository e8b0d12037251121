import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import * as v from 'valibot'
import { useSubmit } from '~/actions/useSubmit'
import { summaryQuery } from '~/auth/me'
import { FormDialog } from '~/design/patterns/FormDialog'
import { Money } from '~/design/patterns/Money'
import { useLocale } from '~/i18n/useLocale'
import { type MoneyValue, money } from '~/lib/format'
import { describePayment, pay } from './actions'
import { type Bill, type Method, payable, paymentMethodsQuery } from './api'
import { Methods } from './Methods'

interface Props {
  /** At least one; all of them are paid in one payment, or none. */
  bills: Bill[]
  onClose: () => void
}

const schema = v.object({
  method: v.custom<Method>((chosen) => typeof chosen === 'string' && chosen !== '', 'required'),
})

/** How much, what for, and from where: one press pays. */
export default function PaySheet({ bills, onClose }: Props) {
  const { t } = useLingui()
  const locale = useLocale()
  const submit = useSubmit(pay)
  const methods = useQuery(paymentMethodsQuery).data?.methods
  const summary = useQuery(summaryQuery).data
  const total = sumOf(bills)
  if (!methods || !summary || !total) return null
  const sum = money(total, locale)
  const balance = summary.balance ?? null
  const [first] = payable(methods, balance, total)
  return (
    <FormDialog<{ method: Method }>
      disposable
      title={bills.length === 1 ? t`Payment` : t`Pay all`}
      submit={<Trans>Pay {sum}</Trans>}
      onClose={onClose}
      name="pay"
      schema={schema}
      defaults={first ? { method: first.method } : {}}
      describe={describePayment}
      onSubmit={({ method }) => submit({ bills, method })}
    >
      {() => (
        <>
          <dl className="kv kv--scroll">
            {bills.map((bill) => (
              <div key={bill.id}>
                <dt>
                  <span className="num">{bill.number ?? t`Invoice`}</span>
                  {bill.subject && <span className="cell__sub">{bill.subject}</span>}
                </dt>
                <dd>
                  <Money value={bill.total} />
                </dd>
              </div>
            ))}
          </dl>
          <dl className="kv">
            <div className="total">
              <dt className="medium">
                {bills.length > 1 ? (
                  <Plural value={bills.length} one="# invoice" other="# invoices" />
                ) : (
                  <Trans>To pay</Trans>
                )}
                <span className="cell__sub">
                  <Trans>tax included</Trans>
                </span>
              </dt>
              <dd className="sum">
                <Money value={total} />
              </dd>
            </div>
          </dl>
          <Methods form="pay" methods={methods} balance={balance} total={total} />
        </>
      )}
    </FormDialog>
  )
}

function sumOf(bills: Bill[]): MoneyValue | null {
  const [first] = bills
  if (!first) return null
  const amount = bills.reduce((sum, bill) => sum + bill.total.amount, 0)
  return { amount, currency: first.total.currency }
}

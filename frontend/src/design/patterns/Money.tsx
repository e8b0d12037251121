import { useLocale } from '~/i18n/useLocale'
import { type MoneyValue, money } from '~/lib/format'

/** Integer minor units, shown whole with the currency: `1 490 ₽`, `₽1,490`. */
export function Money({ value }: { value: MoneyValue }) {
  return <span className="num">{money(value, useLocale())}</span>
}

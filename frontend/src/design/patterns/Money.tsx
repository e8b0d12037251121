import { useLocale } from '~/i18n/useLocale'
import { type MoneyValue, money } from '~/lib/format'

/**
 * Integer minor units, shown whole with the currency: `1 490 ₽`, `₽1,490`. The API sends null to
 * who may not see the account's money: then there is a dash.
 */
export function Money({ value }: { value: MoneyValue | null | undefined }) {
  const locale = useLocale()
  return <span className="num">{value ? money(value, locale) : '—'}</span>
}

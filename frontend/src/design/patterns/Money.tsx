import { useLocale } from '~/i18n/useLocale'
import { type MoneyValue, money } from '~/lib/format'

interface Props {
  value: MoneyValue | null | undefined
  /** The figure that a row is about. */
  strong?: boolean
}

/**
 * Integer minor units, shown whole with the currency: `1 490 ₽`, `₽1,490`. The API sends null to
 * who may not see the account's money: then there is a dash.
 */
export function Money({ value, strong = false }: Props) {
  const locale = useLocale()
  const className = strong ? 'num medium' : 'num'
  return <span className={className}>{value ? money(value, locale) : '—'}</span>
}

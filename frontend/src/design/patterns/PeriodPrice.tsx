import { useLingui } from '@lingui/react/macro'
import type { MoneyValue } from '~/lib/format'
import { Money } from './Money'

interface Props {
  price: MoneyValue | null
  period: 'hour' | 'month'
}

/** What a period costs, in a cell: the price, and below it how often. */
export function PeriodPrice({ price, period }: Props) {
  return (
    <>
      <Money strong value={price} />
      {price && (
        <span className="cell__sub">
          <Period period={period} />
        </span>
      )}
    </>
  )
}

/** The same in a line of text. */
export function PeriodPriceLine({ price, period }: Props) {
  return (
    <>
      <Money value={price} />
      {price && (
        <span className="muted">
          {' '}
          <Period period={period} />
        </span>
      )}
    </>
  )
}

function Period({ period }: Pick<Props, 'period'>) {
  const { t } = useLingui()
  return <>{period === 'hour' ? t`an hour` : t`a month`}</>
}

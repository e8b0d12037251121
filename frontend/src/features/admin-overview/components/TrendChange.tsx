import { Trans } from '@lingui/react/macro'
import { useLocale } from '~/i18n/useLocale'
import { percent, percentOf } from '~/lib/format'
import type { Trends } from '../api'

interface Props {
  trend: Pick<Trends['orders'], 'total' | 'previous_total'>
  format: (value: number) => string
}

/** The sum of the period, and how it compares; without a colour, since more is not always better. */
export function TrendChange({ trend: { total, previous_total: before }, format }: Props) {
  const locale = useLocale()
  const change = percent(percentOf(total - before, before), locale)
  return (
    <>
      <b>{format(total)}</b>
      {before > 0 && (
        <span className="graph__change">
          {total > before ? `+${change}` : change}
          <span className="sr-only">
            {' '}
            <Trans>to the period before</Trans>
          </span>
        </span>
      )}
    </>
  )
}

import { useLocale } from '~/i18n/useLocale'
import { percent } from '~/lib/format'
import { Progress } from '../primitives/Progress'

interface Props {
  /** 0..100 */
  value: number
  label: string
}

/** How full something is: calm below 80 %, a warning above it, critical above 92 %. */
export function Meter({ value, label }: Props) {
  const locale = useLocale()
  const tone = value >= 92 ? 'critical' : value >= 80 ? 'warning' : undefined
  return (
    <span className="row meter">
      <Progress value={value} label={label} {...(tone && { tone })} />
      <span className={tone ? 'num medium' : 'num second'}>{percent(value, locale)}</span>
    </span>
  )
}

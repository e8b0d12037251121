interface Props {
  /** 0..100 */
  value: number
  label: string
  live?: boolean
  large?: boolean
  tone?: 'positive' | 'warning' | 'critical'
}

export function Progress({ value, label, live = false, large = false, tone }: Props) {
  const width = `${Math.min(100, Math.max(0, value))}%`
  const classes = ['bar', live && 'bar--live', large && 'bar--lg', tone && `bar--${tone}`]
  return (
    <span
      className={classes.filter(Boolean).join(' ')}
      role="progressbar"
      aria-valuenow={Math.round(value)}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-label={label}
    >
      <i style={{ width }} />
    </span>
  )
}

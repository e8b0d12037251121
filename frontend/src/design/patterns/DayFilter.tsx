interface Props {
  label: string
  /** A moment as the address keeps it. */
  value: string | undefined
  /** The time of the chosen day that is meant. */
  time: '00:00:00' | '23:59:59'
  onChange: (value: string | null) => void
}

function dayOf(at: string | undefined): string {
  const date = new Date(at ?? '')
  if (Number.isNaN(date.getTime())) return ''
  const pad = (value: number) => String(value).padStart(2, '0')
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`
}

/** One end of a stretch of days, by the browser's own calendar. */
export function DayFilter({ label, value, time, onChange }: Props) {
  return (
    <label className="day-filter">
      <span className="small muted">{label}</span>
      <input
        className="input"
        type="date"
        value={dayOf(value)}
        onChange={({ target }) =>
          onChange(target.value ? new Date(`${target.value}T${time}`).toISOString() : null)
        }
      />
    </label>
  )
}

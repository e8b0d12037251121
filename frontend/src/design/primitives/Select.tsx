import { IconChevronDown } from '@tabler/icons-react'

interface Props<Value extends string> {
  label: string
  value: Value | ''
  /** What the empty choice says: all of them. */
  empty: string
  options: { value: Value; label: string }[]
  onChange: (value: Value | '') => void
}

/** The browser's own select: the phone shows its wheel, the keyboard works, nothing to load. */
export function Select<Value extends string>(props: Props<Value>) {
  return (
    <span className="select select--native">
      <select
        aria-label={props.label}
        value={props.value}
        onChange={(event) => props.onChange(event.target.value as Value | '')}
      >
        <option value="">{props.empty}</option>
        {props.options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <IconChevronDown className="i i--sm" aria-hidden />
    </span>
  )
}

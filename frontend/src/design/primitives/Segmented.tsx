import type { ReactNode } from 'react'

interface Option<Value extends string> {
  value: Value
  label: ReactNode
  count?: number | string | undefined
}

interface Props<Value extends string> {
  label: string
  value: Value
  options: Option<Value>[]
  onChange: (value: Value) => void
  small?: boolean
}

/** A handful of choices that exclude one another, all visible. */
export function Segmented<Value extends string>(props: Props<Value>) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would add a legend to a toolbar.
    <div className={props.small ? 'seg seg--sm' : 'seg'} role="group" aria-label={props.label}>
      {props.options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === props.value}
          onClick={() => props.onChange(option.value)}
        >
          {option.label}
          {option.count !== undefined && <small>{option.count}</small>}
        </button>
      ))}
    </div>
  )
}

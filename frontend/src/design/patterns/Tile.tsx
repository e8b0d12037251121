import type { ComponentType, ReactNode } from 'react'
import { Link } from 'react-router'

interface Props {
  label: string
  icon: ComponentType<{ className?: string; 'aria-hidden'?: true }>
  value: ReactNode
  note?: ReactNode
  /** Where the number is explained; without it the tile is only read. */
  to?: string | undefined
}

/** One number with its name and what it means. */
export function Tile({ label, icon: Icon, value, note, to }: Props) {
  const inside = (
    <>
      <span className="stat__label">
        {label}
        <Icon className="i" aria-hidden />
      </span>
      <span className="stat__value">{value}</span>
      <span className="stat__note">{note}</span>
    </>
  )
  return to ? (
    <Link className="card stat stat--link" to={to}>
      {inside}
    </Link>
  ) : (
    <div className="card stat">{inside}</div>
  )
}

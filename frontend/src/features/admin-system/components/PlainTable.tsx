import type { ReactNode } from 'react'

interface Props {
  caption: string
  columns: string[]
  /** The places of the columns that hold numbers. */
  numeric?: number[]
  rows: { key: string; cells: ReactNode[] }[]
  /** What it means that there is nothing. */
  empty: string
}

/** A short table that needs neither sorting nor pages; on a phone each row is a card. */
export function PlainTable({ caption, columns, numeric = [], rows, empty }: Props) {
  if (rows.length === 0) return <p className="card__body small second">{empty}</p>
  const classOf = (index: number) => {
    if (index === 0) return 'head'
    return numeric.includes(index) ? 'r num' : undefined
  }
  return (
    <div className="table-scroll">
      <table className="table table--compact table--cards">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column, index) => (
              <th key={column} scope="col" className={classOf(index)}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells }) => (
            <tr key={key}>
              {cells.map((cell, index) => (
                <td key={columns[index]} data-label={columns[index]} className={classOf(index)}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

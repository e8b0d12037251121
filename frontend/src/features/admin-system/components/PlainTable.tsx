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

/**
 * A short table that needs neither sorting nor pages; on a phone each row is a card, and what is laid out
 * as one is a table by its roles only.
 */
export function PlainTable({ caption, columns, numeric = [], rows, empty }: Props) {
  if (rows.length === 0) return <p className="card__body small second">{empty}</p>
  const classOf = (index: number) => {
    if (index === 0) return 'head'
    return numeric.includes(index) ? 'r num' : undefined
  }
  return (
    <div className="table-scroll">
      <table role="table" className="table table--compact table--cards">
        <caption className="sr-only">{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((column, index) => (
              <th key={column} role="columnheader" scope="col" className={classOf(index)}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map(({ key, cells }) => (
            <tr key={key} role="row">
              {cells.map((cell, index) => (
                <td
                  key={columns[index]}
                  role="cell"
                  data-label={columns[index]}
                  className={classOf(index)}
                >
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

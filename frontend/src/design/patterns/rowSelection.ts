import { useState } from 'react'

export interface RowSelection<Row> {
  /** The selected rows of this page, in its order. */
  rows: Row[]
  /** Every row of this page is selected. */
  all: boolean
  has: (row: Row) => boolean
  toggle: (row: Row) => void
  /** Selects the whole page, or nothing of it when all of it is selected. */
  toggleAll: () => void
  clear: () => void
}

/** Which rows are selected, by id: a row that is fetched again, or comes back, stays selected. */
export function useRowSelection<Row extends { id: string }>(
  page: readonly Row[],
): RowSelection<Row> {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set())
  const has = (row: Row) => ids.has(row.id)
  const all = page.length > 0 && page.every(has)
  const change = (rows: readonly Row[], on: boolean) => {
    const next = new Set(ids)
    for (const row of rows) on ? next.add(row.id) : next.delete(row.id)
    setIds(next)
  }
  return {
    rows: page.filter(has),
    all,
    has,
    toggle: (row) => change([row], !has(row)),
    toggleAll: () => change(page, !all),
    clear: () => setIds(new Set()),
  }
}

/** Bars in the shape of what is coming, so that nothing jumps when it comes. Widths are in CSS:
 * the first HTML carries this shape, and its policy allows no style attributes. */
const rows = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']

export function TableSkeleton({ rows: count = 6 }: { rows?: number }) {
  return (
    <div className="card card--clip sk-table" aria-hidden="true">
      <div className="sk-head" />
      {rows.slice(0, count).map((row) => (
        <div className="sk-row" key={row}>
          <span className="sk sk--icon" />
          <span className="sk-lines">
            <span className="sk" />
            <span className="sk sk--thin" />
          </span>
          <span className="sk sk--badge" />
          <span className="sk sk--end" />
        </div>
      ))}
    </div>
  )
}

export function CardSkeleton({ lines = 4 }: { lines?: number }) {
  return (
    <div className="card card__body stack sk-card" aria-hidden="true">
      {rows.slice(0, lines).map((row) => (
        <span className="sk" key={row} />
      ))}
    </div>
  )
}

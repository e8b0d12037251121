const rows = ['a', 'b', 'c', 'd', 'e', 'f']

/** Rows of the height they will have. */
export function ListSkeleton({ rows: count }: { rows: number }) {
  return (
    <div aria-hidden="true">
      {rows.slice(0, count).map((row) => (
        <div className="sk-row" key={row}>
          <span className="sk sk--icon" />
          <span className="sk-lines">
            <span className="sk" />
            <span className="sk sk--thin" />
          </span>
          <span />
          <span className="sk sk--badge" />
        </div>
      ))}
    </div>
  )
}

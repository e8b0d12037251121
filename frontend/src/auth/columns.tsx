import type { Column } from '~/design/patterns/DataTable'

/** From which address, and where that is. */
export function addressColumn<Row extends { ip: string; place: string | null }>(
  header: string,
): Column<Row> {
  return {
    id: 'ip',
    header,
    cell: ({ ip, place }) => (
      <>
        <span className="mono">{ip}</span>
        <span className="cell__sub">{place}</span>
      </>
    ),
    csv: ({ ip }) => ip,
  }
}

/** With what browser or program, in its own words. */
export function agentColumn<Row extends { agent: string }>(header: string): Column<Row> {
  return {
    id: 'agent',
    header,
    priority: 2,
    card: 'wide',
    cell: ({ agent }) => <span className="tiny muted break">{agent}</span>,
    csv: ({ agent }) => agent,
  }
}

import type { Column } from '~/design/patterns/DataTable'

/** From which address, and where that is. */
export function addressColumn<Row extends { ip: string; location: string | null }>(
  header: string,
): Column<Row> {
  return {
    id: 'ip',
    header,
    cell: ({ ip, location }) => (
      <>
        <span className="mono">{ip}</span>
        <span className="cell__sub">{location}</span>
      </>
    ),
    csv: ({ ip }) => ip,
  }
}

/** With what browser or program, in its own words. */
export function agentColumn<Row extends { user_agent: string }>(header: string): Column<Row> {
  return {
    id: 'user_agent',
    header,
    priority: 2,
    card: 'wide',
    cell: ({ user_agent }) => <span className="tiny muted break">{user_agent}</span>,
    csv: ({ user_agent }) => user_agent,
  }
}

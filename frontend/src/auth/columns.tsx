import type { Column } from '~/design/patterns/DataTable'
import { DeviceName } from './DeviceName'
import type { Device } from './statusStyles'

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
  }
}

interface Agent {
  user_agent: string
  device: Device['device']
}

/** With what browser or program, in words. */
export function agentColumn<Row extends Agent>(header: string): Column<Row> {
  return {
    id: 'user_agent',
    header,
    priority: 2,
    card: 'wide',
    cell: ({ device, user_agent }) => <DeviceName device={device} header={user_agent} />,
  }
}

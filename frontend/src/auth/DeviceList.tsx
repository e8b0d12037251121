import { Trans } from '@lingui/react/macro'
import { IconHelpCircle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Badge } from '~/design/primitives/Badge'
import { DeviceName } from './DeviceName'
import { Origin } from './Origin'
import { type Device, deviceIcons } from './statusStyles'

interface Props {
  items: Device[]
  /** What may be done to one of them. */
  act?: (device: Device) => ReactNode
}

/** Where a person is signed in: their own view of it, and that of staff. */
export function DeviceList({ items, act }: Props) {
  return (
    <ul className="movements movements--wrap">
      {items.map((device) => (
        <DeviceRow key={device.id} device={device} aside={act?.(device)} />
      ))}
    </ul>
  )
}

function DeviceRow({ device, aside }: { device: Device; aside: ReactNode }) {
  const Icon = deviceIcons[device.device.kind] ?? IconHelpCircle
  return (
    <li>
      <span className="row grow">
        <span className="cell__icon">
          <Icon className="i" aria-hidden />
        </span>
        <span className="grow">
          <span className="row row--wrap">
            <b className="medium">
              <DeviceName device={device.device} header={device.user_agent} />
            </b>
            {device.current && (
              <Badge tone="accent">
                <Trans>This device</Trans>
              </Badge>
            )}
            {device.impersonated && (
              <Badge tone="warning">
                <Trans>Our support</Trans>
              </Badge>
            )}
          </span>
          <Origin location={device.location} ip={device.ip} at={device.last_used_at} />
        </span>
      </span>
      {aside}
    </li>
  )
}

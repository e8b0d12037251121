import { Trans, useLingui } from '@lingui/react/macro'
import { IconHelpCircle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { ActionButton } from '~/actions/ActionButton'
import { RelativeTime } from '~/design/patterns/RelativeTime'
import { Badge } from '~/design/primitives/Badge'
import { Card } from '~/design/primitives/Card'
import { endDevice, endOthers } from '../actions'
import { type Device, devicesQuery } from '../api'
import { deviceIcons } from '../labels'
import { Loaded } from './Loaded'

/** Where the person is signed in now. */
export function DevicesCard() {
  const { t } = useLingui()
  const query = useQuery(devicesQuery)
  return (
    <Loaded query={query} lines={4}>
      {({ items }) => (
        <Card
          flush
          title={t`Where you are signed in`}
          aside={
            items.length > 1 && (
              <ActionButton
                action={endOthers}
                subject={undefined}
                size="sm"
                variant="danger-quiet"
              />
            )
          }
        >
          <ul className="movements movements--wrap">
            {items.map((device) => (
              <DeviceRow key={device.id} device={device} />
            ))}
          </ul>
        </Card>
      )}
    </Loaded>
  )
}

function DeviceRow({ device }: { device: Device }) {
  const { t } = useLingui()
  const Icon = deviceIcons[device.device.kind] ?? IconHelpCircle
  const { browser, os } = device.device
  const name = [browser, os].filter(Boolean).join(' · ') || t`Unknown device`
  return (
    <li>
      <span className="row grow">
        <span className="cell__icon">
          <Icon className="i" aria-hidden />
        </span>
        <span className="grow">
          <span className="row row--wrap">
            <b className="medium" title={device.agent}>
              {name}
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
          <span className="cell__sub">
            {[device.place, device.ip].filter(Boolean).join(' · ')}
            {' · '}
            <RelativeTime at={device.last_used_at} />
          </span>
        </span>
      </span>
      <ActionButton action={endDevice} subject={device} size="sm" />
    </li>
  )
}

import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { ActionButton } from '~/actions/ActionButton'
import { DeviceList } from '~/auth/history'
import { Loaded } from '~/design/patterns/Loaded'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { Card } from '~/design/primitives/Card'
import { endDevice, endOthers } from '../actions'
import { devicesQuery } from '../api'

/** Where the person is signed in now. */
export function DevicesCard() {
  const { t } = useLingui()
  const query = useQuery(devicesQuery)
  return (
    <Loaded query={query} skeleton={<CardSkeleton lines={4} />}>
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
                variant="danger-outline"
              />
            )
          }
        >
          <DeviceList
            items={items}
            act={(device) => <ActionButton action={endDevice} subject={device} size="sm" />}
          />
        </Card>
      )}
    </Loaded>
  )
}

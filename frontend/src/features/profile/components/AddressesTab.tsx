import { useLingui } from '@lingui/react/macro'
import { IconMapPin } from '@tabler/icons-react'
import { useMemo } from 'react'
import { usePagedQuery } from '~/api/query'
import { addressColumn, agentColumn } from '~/auth/columns'
import type { Column } from '~/design/patterns/DataTable'
import { ListTab } from '~/design/patterns/ListPage'
import { RelativeTime } from '~/design/patterns/RelativeTime'
import { useLocale } from '~/i18n/useLocale'
import { number } from '~/lib/format'
import { type Address, addressesList } from '../api'
import { BackToSecurity } from './BackToSecurity'

export function AddressesTab() {
  const { t } = useLingui()
  const locale = useLocale()
  const list = usePagedQuery(addressesList)
  const columns = useMemo<Column<Address>[]>(
    () => [
      { ...addressColumn(t`Address`), card: 'head' },
      {
        id: 'last',
        header: t`Last seen`,
        sort: 'last_seen_at',
        cell: (row) => <RelativeTime at={row.last_seen_at} />,
      },
      {
        id: 'first',
        header: t`First seen`,
        sort: 'first_seen_at',
        priority: 3,
        cell: (row) => <RelativeTime at={row.first_seen_at} />,
      },
      {
        id: 'times',
        header: t`Times`,
        align: 'right',
        priority: 4,
        cell: ({ times }) => <span className="num">{number(times, locale)}</span>,
      },
      agentColumn(t`Device`),
    ],
    [t, locale],
  )
  return (
    <ListTab
      title={t`All addresses`}
      aside={<BackToSecurity />}
      list={list}
      columns={columns}
      filters={[{ search: t`Address, place or program` }]}
      csv
      empty={{ icon: IconMapPin, title: t`No addresses yet` }}
    />
  )
}

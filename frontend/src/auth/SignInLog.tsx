import { useLingui } from '@lingui/react/macro'
import { IconMapPin } from '@tabler/icons-react'
import { type ReactNode, useMemo } from 'react'
import type { PagedQuery } from '~/api/query'
import type { Column } from '~/design/patterns/DataTable'
import { ListTab } from '~/design/patterns/ListPage'
import { RelativeTime } from '~/design/patterns/RelativeTime'
import { StatusBadge } from '~/design/patterns/StatusBadge'
import { addressColumn, agentColumn } from './columns'
import { methodLabels, outcomeStatusStyles, type SignIn } from './statusStyles'

const outcomes = Object.keys(outcomeStatusStyles) as SignIn['outcome'][]

interface Props {
  list: PagedQuery<SignIn, 'outcome'>
  aside?: ReactNode
}

/** Every attempt to sign in as a person: their own view of it, and that of staff. */
export function SignInLog({ list, aside }: Props) {
  const { t, i18n } = useLingui()
  const columns = useMemo<Column<SignIn>[]>(
    () => [
      {
        id: 'outcome',
        header: t`Outcome`,
        card: 'head',
        cell: ({ outcome }) => <StatusBadge status={outcomeStatusStyles[outcome]} />,
      },
      {
        id: 'at',
        header: t`When`,
        sort: 'at',
        cell: ({ at }) => <RelativeTime at={at} />,
      },
      {
        id: 'method',
        header: t`Method`,
        priority: 3,
        cell: ({ method }) => i18n._(methodLabels[method]),
      },
      addressColumn(t`Address`),
      agentColumn(t`Device`),
    ],
    [t, i18n],
  )
  return (
    <ListTab
      title={t`All sign-ins`}
      aside={aside}
      list={list}
      columns={columns}
      filters={[
        {
          filter: 'outcome',
          label: t`Outcome`,
          empty: t`Any outcome`,
          options: outcomes.map((value) => ({
            value,
            label: i18n._(outcomeStatusStyles[value].label),
          })),
        },
      ]}
      csv
      empty={{ icon: IconMapPin, title: t`No sign-ins yet` }}
    />
  )
}

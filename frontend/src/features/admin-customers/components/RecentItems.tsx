import { Trans } from '@lingui/react/macro'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import type { Paged } from '~/api/query'
import { ErrorState } from '~/design/patterns/ErrorState'
import { RelativeTime } from '~/design/patterns/RelativeTime'
import { CardSkeleton } from '~/design/patterns/Skeleton'
import { StatusBadge, type StatusStyle } from '~/design/patterns/StatusBadge'
import { Card } from '~/design/primitives/Card'
import { useLocale } from '~/i18n/useLocale'
import { number } from '~/lib/format'

export interface LatestRow {
  status: StatusStyle
  name: string
  note: ReactNode
  to: string
  at: string
}

interface Props<Item extends { id: string }> {
  title: string
  /** What it means that there is nothing. */
  empty: string
  all: string
  query: UseQueryResult<Paged<Item>>
  row: (item: Item) => LatestRow
}

/** The newest few of a kind, and the way to all of them. */
export function Latest<Item extends { id: string }>(props: Props<Item>) {
  const { title, empty, all, query, row } = props
  const locale = useLocale()
  if (query.isPending) return <CardSkeleton lines={4} />
  const page = query.data
  return (
    <Card
      flush
      title={title}
      aside={
        page &&
        page.total > 0 && (
          <Link to={all}>
            <Trans>All: {number(page.total, locale)}</Trans>
          </Link>
        )
      }
    >
      {query.isError && !page && <ErrorState query={query} />}
      {page?.items.length === 0 && <p className="card__body small second">{empty}</p>}
      <ul className="history history--wide">
        {page?.items.map((item) => (
          <Row key={item.id} row={row(item)} />
        ))}
      </ul>
    </Card>
  )
}

function Row({ row }: { row: LatestRow }) {
  return (
    <li>
      <StatusBadge status={row.status} />
      <span className="clip">
        <Link className="medium" to={row.to}>
          {row.name}
        </Link>{' '}
        <span className="muted">{row.note}</span>
      </span>
      <span className="muted tiny">
        <RelativeTime at={row.at} />
      </span>
    </li>
  )
}

import { useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { ErrorState } from './ErrorState'

/** The part of a query a page needs; every react-query result fits. */
export interface PageQuery {
  isPending: boolean
  isError: boolean
  isFetching: boolean
  error: unknown
  data: unknown
  refetch: () => unknown
}

interface Props {
  title: string
  /** Beside the title: a status badge. */
  badge?: ReactNode
  description?: ReactNode
  /** Under the title, instead of a description: short facts with icons. */
  meta?: ReactNode
  /** The primary action first. */
  actions?: ReactNode
  /** Above everything else: what needs attention now. */
  notice?: ReactNode
  tabs?: ReactNode
  filters?: ReactNode
  /** What the content waits for. Without one the content is shown at once. */
  query?: PageQuery
  /** The shape of the content while it loads for the first time. */
  skeleton?: ReactNode
  /** True when there is nothing at all yet; `empty` says what to do about it. */
  isEmpty?: boolean
  empty?: ReactNode
  children?: ReactNode
}

/** The template of every module: head, filters, content, and its four states. */
export function ModulePage(props: Props) {
  const { t } = useLingui()
  const refetching = Boolean(props.query?.isFetching && !props.query.isPending)
  return (
    <>
      <title>{t`${props.title} · Hostwright`}</title>
      <header className="module__head">
        <div className="module__title">
          <div className="title-line">
            <h1>{props.title}</h1>
            {props.badge}
          </div>
          {props.description && <p>{props.description}</p>}
          {props.meta && <div className="meta">{props.meta}</div>}
        </div>
        {props.actions && <div className="module__actions">{props.actions}</div>}
      </header>
      {props.notice}
      {props.tabs}
      <section className="stack" aria-label={props.title} aria-busy={refetching || undefined}>
        {props.filters && <div className="filters">{props.filters}</div>}
        <div className={refetching ? 'refetch is-on' : 'refetch'} aria-hidden="true" />
        <Content {...props} />
      </section>
    </>
  )
}

/** Data that was loaded once stays on the screen, whatever happens to the next request. */
function Content({ query, skeleton, isEmpty, empty, children }: Props) {
  const { t } = useLingui()
  if (!query) return children
  if (query.data === undefined && query.isError) {
    return (
      <div className="card">
        <ErrorState query={query} />
      </div>
    )
  }
  if (query.data === undefined) {
    return (
      <div role="status" aria-label={t`Loading`}>
        {skeleton}
      </div>
    )
  }
  if (isEmpty) return <div className="card">{empty}</div>
  return children
}

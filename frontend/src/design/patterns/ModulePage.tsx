import type { ReactNode } from 'react'
import { useBrand } from '~/lib/brand'
import { Loaded, type Loading } from './Loaded'

/** The part of a query a page needs; every react-query result fits. */
export interface PageQuery extends Loading<unknown> {
  isPending: boolean
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
  const { name } = useBrand()
  const refetching = Boolean(props.query?.isFetching && !props.query.isPending)
  return (
    <>
      <title>{`${props.title} · ${name}`}</title>
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

function Content({ query, skeleton, isEmpty, empty, children }: Props) {
  if (!query) return children
  return (
    <Loaded query={query} skeleton={skeleton}>
      {() => (isEmpty ? <div className="card">{empty}</div> : children)}
    </Loaded>
  )
}

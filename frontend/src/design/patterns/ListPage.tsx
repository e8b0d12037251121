import { type FetchQueryOptions, useQueryClient } from '@tanstack/react-query'
import type { ComponentType, ReactNode } from 'react'
import type { PagedQuery } from '~/api/query'
import { type Bulk, type Column, CsvButton, DataTable } from './DataTable'
import { EmptyState } from './EmptyState'
import { type ListFilter, ListFilters } from './ListFilters'
import { Loaded } from './Loaded'
import { ModulePage } from './ModulePage'
import { TableSkeleton } from './Skeleton'

interface Empty {
  icon: ComponentType<{ className?: string; 'aria-hidden'?: true }>
  title: string
  /** Why there is nothing yet, and what will be here. */
  text?: ReactNode
  actions?: ReactNode
}

/** A list as a page or a tab declares it: what stays the same in all of them is here. */
export interface ListProps<Row, Filter extends string> {
  title: string
  /** Read aloud with the table, where it is not the title. */
  label?: string
  list: PagedQuery<Row, Filter>
  columns: Column<Row>[]
  filters: ListFilter<Filter>[]
  /** Offer all that matches as a file. */
  csv?: boolean
  /** Shown while there is nothing at all; a search without a result has a state of its own. */
  empty: Empty
  /** Where a row leads. */
  rowTo?: (row: Row) => string
  /** What that place asks for: loaded when the pointer is over the row. */
  // biome-ignore lint/suspicious/noExplicitAny: it is only handed on.
  rowQuery?: (row: Row) => FetchQueryOptions<any, any, any, any>
  bulk?: Bulk<Row> | false
  skeletonRows?: number
}

interface PageProps<Row, Filter extends string> extends ListProps<Row, Filter> {
  description?: ReactNode
  /** The primary action first. */
  actions?: ReactNode
  notice?: ReactNode
  tabs?: ReactNode
  /** Dialogs of the page. */
  children?: ReactNode
}

/** A module that is one list. */
export function ListPage<Row extends { id: string }, Filter extends string>(
  props: PageProps<Row, Filter>,
) {
  const { title, description, actions, notice, tabs } = props
  return (
    <>
      <ModulePage
        {...{ title, description, actions, notice, tabs }}
        query={props.list.query}
        skeleton={<TableSkeleton {...(props.skeletonRows && { rows: props.skeletonRows })} />}
        filters={<Bar {...props} />}
      >
        <Rows {...props} />
      </ModulePage>
      {props.children}
    </>
  )
}

/** A list inside a tab, under its title; `aside` is the way back or an action. */
export function ListTab<Row extends { id: string }, Filter extends string>(
  props: ListProps<Row, Filter> & { aside?: ReactNode },
) {
  return (
    <div className="stack">
      <div className="row row--between row--wrap">
        <h2>{props.title}</h2>
        {props.aside}
      </div>
      <div className="filters">
        <Bar {...props} />
      </div>
      <Loaded query={props.list.query} skeleton={<TableSkeleton />}>
        {() => <Rows compact {...props} />}
      </Loaded>
    </div>
  )
}

function Bar<Row, Filter extends string>({ list, filters, csv }: ListProps<Row, Filter>) {
  return (
    <>
      <ListFilters list={list} filters={filters} />
      {csv && <CsvButton list={list} />}
    </>
  )
}

function Rows<Row extends { id: string }, Filter extends string>(
  props: ListProps<Row, Filter> & { compact?: boolean },
) {
  const { list, empty, rowTo, rowQuery, bulk = false, compact = false } = props
  const queries = useQueryClient()
  if (list.query.data?.items.length === 0 && !list.filtered) {
    return (
      <div className="card">
        <EmptyState icon={empty.icon} title={empty.title} actions={empty.actions}>
          {empty.text}
        </EmptyState>
      </div>
    )
  }
  return (
    <DataTable
      label={props.label ?? props.title}
      list={list}
      columns={props.columns}
      bulk={bulk}
      compact={compact}
      {...(rowTo && { rowTo })}
      {...(rowQuery && {
        onRowIntent: (row: Row) => void queries.prefetchQuery(rowQuery(row)),
      })}
    />
  )
}

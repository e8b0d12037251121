import { Trans, useLingui } from '@lingui/react/macro'
import {
  IconArrowDown,
  IconArrowUp,
  IconDownload,
  IconSearchOff,
  IconSelector,
} from '@tabler/icons-react'
import { type MouseEvent, type ReactNode, useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import { describeError } from '~/api/describe'
import { saveList } from '~/api/file'
import type { PagedQuery } from '~/api/query'
import { useLocale } from '~/i18n/useLocale'
import { number } from '~/lib/format'
import { Button } from '../primitives/Button'
import { EmptyState } from './EmptyState'
import { FullText } from './FullText'
import { useRowSelection } from './rowSelection'
import { useToast } from './toasts'

export interface Column<Row> {
  id: string
  header: string
  cell: (row: Row) => ReactNode
  /** The API's name to sort by; without it the column cannot be sorted. */
  sort?: string
  align?: 'right'
  /** Where the value goes when rows turn into cards on a phone. */
  card?: 'head' | 'wide' | 'menu' | 'drop'
  /** Hidden first (2), second (3) or last (4) when the content gets narrow. */
  priority?: 2 | 3 | 4
  /** The header is for screen readers only. */
  srOnly?: boolean
}

export interface Bulk<Row> {
  /** Read aloud with the checkbox of a row. */
  name: (row: Row) => string
  /** The buttons for the selected rows. */
  bar: (rows: Row[], clear: () => void) => ReactNode
}

interface Props<Row, Filter extends string> {
  /** Read aloud: what this table is. */
  label: string
  list: PagedQuery<Row, Filter>
  columns: Column<Row>[]
  /** Where a row leads: the whole row is clickable, its first link works from the keyboard. */
  rowTo?: (row: Row) => string
  onRowIntent?: (row: Row) => void
  /** What can be done to several rows at once; giving it adds the checkboxes. */
  bulk?: Bulk<Row> | false
  compact?: boolean
}

/** Rows from the server, one page at a time: sorting and paging live in the address. */
export function DataTable<Row extends { id: string }, Filter extends string>(
  props: Props<Row, Filter>,
) {
  const { t } = useLingui()
  const { list, columns } = props
  const rows = list.query.data?.items ?? none
  const selection = useRowSelection(rows)
  const table = useRef<HTMLDivElement>(null)
  if (rows.length === 0) return <NothingFound onReset={list.reset} />
  return (
    <div className="card card--clip card--bare" ref={table}>
      {props.bulk && selection.rows.length > 0 && (
        <div className="bulk">
          <span className="row-check hide-sm">
            <RowCheckbox
              label={t`Select all`}
              checked={selection.all}
              onChange={selection.toggleAll}
            />
          </span>
          <span className="bulk__count">
            <Trans>Selected: {selection.rows.length}</Trans>
          </span>
          {!selection.all && (
            <Button size="sm" className="only-sm" onClick={selection.toggleAll}>
              {t`Select all`}
            </Button>
          )}
          {props.bulk.bar(selection.rows, selection.clear)}
        </div>
      )}
      <table className={`table table--cards ${props.compact ? 'table--compact' : ''}`} role="table">
        <caption className="sr-only">{props.label}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {props.bulk && (
              <th role="columnheader" scope="col" className="row-check">
                <RowCheckbox
                  label={t`Select all`}
                  checked={selection.all}
                  onChange={selection.toggleAll}
                />
              </th>
            )}
            {columns.map((column) => (
              <HeadCell key={column.id} column={column} list={list} />
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <BodyRow
              key={row.id}
              {...props}
              row={row}
              checkbox={
                props.bulk && (
                  <RowCheckbox
                    label={t`Select: ${props.bulk.name(row)}`}
                    checked={selection.has(row)}
                    onChange={() => selection.toggle(row)}
                  />
                )
              }
              picked={selection.has(row)}
            />
          ))}
        </tbody>
      </table>
      <Pager list={list} />
      <FullText table={table} />
    </div>
  )
}

const none: never[] = []

interface CheckboxProps {
  label: string
  checked: boolean
  onChange: () => void
}

/** The label around the box is what a finger hits. */
function RowCheckbox({ label, ...box }: CheckboxProps) {
  return (
    <label>
      <span className="sr-only">{label}</span>
      <input className="check" type="checkbox" {...box} />
    </label>
  )
}

function cellClass<Row>(column: Column<Row>): string {
  return [column.align === 'right' && 'r', column.card, column.priority && `p${column.priority}`]
    .filter(Boolean)
    .join(' ')
}

function HeadCell<Row, Filter extends string>({
  column,
  list,
}: {
  column: Column<Row>
  list: PagedQuery<Row, Filter>
}) {
  const { sort } = list.params
  const direction =
    sort === column.sort ? 'ascending' : sort === `-${column.sort}` ? 'descending' : 'none'
  const Icon = { ascending: IconArrowUp, descending: IconArrowDown, none: IconSelector }[direction]
  const next = direction === 'ascending' ? `-${column.sort}` : column.sort
  return (
    <th
      role="columnheader"
      scope="col"
      className={cellClass(column)}
      aria-sort={column.sort ? direction : undefined}
    >
      {column.sort ? (
        <button type="button" onClick={() => list.set({ sort: next } as never)}>
          {column.header}
          <Icon className="i i--sm" aria-hidden />
        </button>
      ) : (
        <span className={column.srOnly ? 'sr-only' : undefined}>{column.header}</span>
      )}
    </th>
  )
}

interface BodyProps<Row, Filter extends string> extends Props<Row, Filter> {
  row: Row
  checkbox: ReactNode
  picked: boolean
}

function BodyRow<Row extends { id: string }, Filter extends string>(props: BodyProps<Row, Filter>) {
  const { row, rowTo, onRowIntent } = props
  const navigate = useNavigate()
  const open = (event: MouseEvent<HTMLTableRowElement>) => {
    const target = event.target as HTMLElement
    if (!rowTo || target.closest('a, button, label, [role="menu"], [role="dialog"]')) return
    if (window.getSelection()?.toString()) return
    void navigate(rowTo(row))
  }
  return (
    <tr
      role="row"
      className={[rowTo && 'is-link', props.picked && 'is-selected'].filter(Boolean).join(' ')}
      onClick={open}
      onPointerEnter={onRowIntent && (() => onRowIntent(row))}
    >
      {props.checkbox && (
        <td role="cell" className="row-check">
          {props.checkbox}
        </td>
      )}
      {props.columns.map((column) => (
        <td
          key={column.id}
          role="cell"
          className={cellClass(column)}
          data-label={column.card ? undefined : column.header}
        >
          {column.cell(row)}
        </td>
      ))}
    </tr>
  )
}

function Pager<Row, Filter extends string>({ list }: { list: PagedQuery<Row, Filter> }) {
  const locale = useLocale()
  const page = list.query.data
  if (!page) return null
  const from = (page.page - 1) * page.size + 1
  const to = from + page.items.length - 1
  const total = `${page.total_exact ? '' : '≈ '}${number(page.total, locale)}`
  const go = (to: number) => list.set({ page: String(to) } as never)
  return (
    <div className="pager">
      <span className="num">
        <Trans>
          {from}–{to} of {total}
        </Trans>
      </span>
      {page.pages > 1 && (
        <>
          <Button size="sm" disabled={page.page <= 1} onClick={() => go(page.page - 1)}>
            <Trans>Back</Trans>
          </Button>
          <Button size="sm" disabled={page.page >= page.pages} onClick={() => go(page.page + 1)}>
            <Trans>Next</Trans>
          </Button>
        </>
      )}
    </div>
  )
}

function NothingFound({ onReset }: { onReset: () => void }) {
  const { t } = useLingui()
  return (
    <div className="card">
      <EmptyState
        icon={IconSearchOff}
        title={t`Nothing found`}
        actions={
          <Button onClick={onReset}>
            <Trans>Clear the filters</Trans>
          </Button>
        }
      >
        <Trans>Nothing matches these filters. Try a shorter search or clear them.</Trans>
      </EmptyState>
    </div>
  )
}

/** All that matches, whatever is on the screen. Stands at the far end of the filters. */
export function CsvButton<Row, Filter extends string>({ list }: { list: PagedQuery<Row, Filter> }) {
  const [busy, setBusy] = useState(false)
  const toast = useToast()
  const { path } = list
  if (!path) return null
  const save = async () => {
    setBusy(true)
    try {
      await saveList(path, list.params)
    } catch (error) {
      toast({ tone: 'critical', title: describeError(error) })
    } finally {
      setBusy(false)
    }
  }
  return (
    <span className="filters__end hide-sm">
      <Button
        variant="ghost"
        icon={IconDownload}
        busy={busy}
        disabled={list.query.data?.items.length === 0}
        onClick={() => void save()}
      >
        CSV
      </Button>
    </span>
  )
}

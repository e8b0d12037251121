import {
  keepPreviousData,
  QueryClient,
  queryOptions,
  type UseQueryResult,
  useQuery,
} from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef } from 'react'
import { useSearchParams } from 'react-router'
import { ApiError } from './errors'
import type { Key } from './keys'

/** Server events invalidate what changed, so data stays fresh for long and focus costs nothing. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 60_000,
        gcTime: 30 * 60_000,
        refetchOnWindowFocus: false,
        retry: (failures, error) => failures < 2 && worthRetrying(error),
        retryDelay: (attempt, error) =>
          Math.max(Math.min(500 * 2 ** attempt, 4000), waitOf(error) * 1000),
      },
    },
  })
}

function worthRetrying(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false
  if (waitOf(error) > longestWait) return false
  return error.status === 0 || error.status === 429 || error.status >= 500
}

/** Longer than this nobody watches a skeleton: the reader is told when to come again. */
const longestWait = 10

const waitOf = (error: unknown) => (error instanceof ApiError ? (error.retryAfter ?? 0) : 0)

export interface Paged<Row> {
  items: Row[]
  total: number
  total_exact: boolean
  page: number
  size: number
  pages: number
}

export type ListParams<Filter extends string> = { [Name in Filter]?: string } & {
  page: number
  size: number
  sort: string
  q?: string
}

/** The address is text the reader may edit: the server judges it, and answers 422 to nonsense. */
// biome-ignore lint/suspicious/noExplicitAny: each list has a query type of its own.
export function asQuery(params: object): any {
  return params
}

export interface ListOptions<Row, Filter extends string> {
  /** Where the list is asked for: there all of it is had as a file, too. */
  path?: string
  key: (params: ListParams<Filter>) => Key
  filters?: readonly Filter[]
  sort: string
  /** Rows of a page. */
  size?: number
  fetch: (params: ListParams<Filter>, signal: AbortSignal) => Promise<Paged<Row>>
}

export interface List<Row, Filter extends string> extends ListOptions<Row, Filter> {
  /** Loads the first page, as the module shows it when it opens. */
  preload: (queries: QueryClient) => void
}

/** Declares a list once: for the page that shows it and for what loads it ahead. */
export function defineList<Row, Filter extends string = never>(
  options: ListOptions<Row, Filter>,
): List<Row, Filter> {
  const first = { page: 1, size: options.size ?? pageSize, sort: options.sort }
  return {
    ...options,
    preload: (queries) =>
      void queries.prefetchQuery(pageOptions(options, first as ListParams<Filter>)),
  }
}

function pageOptions<Row, Filter extends string>(
  options: ListOptions<Row, Filter>,
  params: ListParams<Filter>,
) {
  return queryOptions({
    queryKey: options.key(params),
    queryFn: ({ signal }) => options.fetch(params, signal),
  })
}

const pageSize = 25

export interface PagedQuery<Row, Filter extends string = string> {
  params: ListParams<Filter>
  query: UseQueryResult<Paged<Row>>
  /** True when the reader has narrowed the list: an empty answer then means "nothing found". */
  filtered: boolean
  set: (changes: Partial<Record<Filter | 'q' | 'sort' | 'page' | 'size', string | null>>) => void
  path: string | undefined
  reset: () => void
}

/**
 * A list whose filters, search, sort and page live in the address: Back restores them, a link
 * shares them. Any change but the page itself goes back to the first page.
 */
export function usePagedQuery<Row, Filter extends string = never>(
  options: ListOptions<Row, Filter>,
): PagedQuery<Row, Filter> {
  const [search, setSearch] = useSearchParams()
  const filters = (options.filters ?? []) as readonly string[]
  const params = useMemo(
    () => readParams(search, filters, options.sort, options.size ?? pageSize) as ListParams<Filter>,
    [search, filters, options.sort, options.size],
  )
  const query = useQuery({
    ...pageOptions(options, params),
    placeholderData: keepPreviousData,
  })
  // The address changes in a transition: a second change in the meantime builds on the first.
  const latest = useRef(search)
  useEffect(() => {
    latest.current = search
  }, [search])
  const set = useCallback(
    (changes: Record<string, string | null | undefined>) => {
      latest.current = writeParams(latest.current, changes)
      // Typing in the search field must not fill the history with every letter.
      setSearch(latest.current, { replace: 'q' in changes })
    },
    [setSearch],
  )
  const reset = useCallback(
    () => set(Object.fromEntries([...filters, 'q'].map((name) => [name, null]))),
    [set, filters],
  )
  const filtered = [...filters, 'q'].some((name) => search.has(name))
  return { params, query, filtered, set, reset, path: options.path } as PagedQuery<Row, Filter>
}

function readParams(
  search: URLSearchParams,
  filters: readonly string[],
  sort: string,
  size: number,
): ListParams<string> {
  const params: Record<string, string | number> = {
    page: Math.max(1, Number(search.get('page')) || 1),
    size: Number(search.get('size')) || size,
    sort: search.get('sort') ?? sort,
  }
  for (const name of ['q', ...filters]) {
    const value = search.get(name)
    if (value) params[name] = value
  }
  return params as ListParams<string>
}

function writeParams(
  before: URLSearchParams,
  changes: Record<string, string | null | undefined>,
): URLSearchParams {
  const next = new URLSearchParams(before)
  if (!('page' in changes)) next.delete('page')
  for (const [name, value] of Object.entries(changes)) {
    if (!value || (name === 'page' && value === '1')) next.delete(name)
    else next.set(name, value)
  }
  return next
}

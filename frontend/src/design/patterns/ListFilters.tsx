import { isValidElement, type ReactElement } from 'react'
import type { PagedQuery } from '~/api/query'
import { Search } from '../primitives/Search'
import { Select } from '../primitives/Select'
import { FilterChip } from './FilterChip'

/** What is looked through by words. */
interface SearchFilter {
  search: string
}

/** One value of a filter, or none of them: `empty` says so. */
interface SelectFilter<Filter> {
  filter: Filter
  label: string
  empty: string
  options: { value: string; label: string }[]
}

/** A filter that came with a link: `value` is what the list is narrowed to, if it is. */
interface ChipFilter<Filter> {
  filter: Filter
  label: string
  value: string | undefined
}

/** What narrows a list, as data; what is none of these kinds is an element of its own. */
export type ListFilter<Filter extends string> =
  | SearchFilter
  | SelectFilter<NoInfer<Filter>>
  | ChipFilter<NoInfer<Filter>>
  | ReactElement

interface Props<Row, Filter extends string> {
  list: PagedQuery<Row, Filter>
  filters: ListFilter<Filter>[]
}

export function ListFilters<Row, Filter extends string>({ list, filters }: Props<Row, Filter>) {
  const params: Partial<Record<string, string | number>> = list.params
  const set = (name: string, value: string | null) =>
    list.set({ [name]: value } as Parameters<typeof list.set>[0])
  return filters.map((one) => {
    if (isValidElement(one)) return one
    if ('search' in one) {
      const value = String(params['q'] ?? '')
      return (
        <Search key="q" label={one.search} value={value} onChange={(typed) => set('q', typed)} />
      )
    }
    const { filter, label } = one as SelectFilter<Filter> | ChipFilter<Filter>
    if ('options' in one) {
      return (
        <Select
          key={filter}
          label={label}
          empty={one.empty}
          value={String(params[filter] ?? '')}
          options={one.options}
          onChange={(value) => set(filter, value)}
        />
      )
    }
    const { value } = one as ChipFilter<Filter>
    return <FilterChip key={filter} label={label} value={value} onClear={() => set(filter, null)} />
  })
}

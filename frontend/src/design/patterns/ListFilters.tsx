import type { PagedQuery } from '~/api/query'
import { Search } from '../primitives/Search'
import { Select } from '../primitives/Select'

interface SearchProps<Row, Filter extends string> {
  list: PagedQuery<Row, Filter>
  /** What is looked through. */
  label: string
}

/** Narrows a list to what was typed. */
export function ListSearch<Row, Filter extends string>({ list, label }: SearchProps<Row, Filter>) {
  const search = (q: string) => list.set({ q } as Parameters<typeof list.set>[0])
  return <Search label={label} value={list.params.q ?? ''} onChange={search} />
}

interface SelectProps<Row, Filter extends string> extends SearchProps<Row, Filter> {
  filter: NoInfer<Filter>
  /** What the empty choice says: all of them. */
  empty: string
  options: { value: string; label: string }[]
}

/** Narrows a list to one value of a filter, or to none. */
export function ListSelect<Row, Filter extends string>(props: SelectProps<Row, Filter>) {
  const { list, filter } = props
  const params: Partial<Record<string, string | number>> = list.params
  return (
    <Select
      label={props.label}
      empty={props.empty}
      value={String(params[filter] ?? '')}
      options={props.options}
      onChange={(value) => list.set({ [filter]: value } as Parameters<typeof list.set>[0])}
    />
  )
}

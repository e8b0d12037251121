import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api, type Schema } from './client'
import { unwrap } from './errors'
import { keys } from './keys'

export type Found = Schema<'FoundRead'>

/** Shorter than this the server finds too much to be of any help. */
export const minSearch = 2

/** What there is by name, number, address or id: of the account, or of everybody for staff. */
export const searchQuery = (tree: 'panel' | 'admin', q: string) =>
  queryOptions({
    queryKey: (tree === 'admin' ? keys.admin.search : keys.search).view(q),
    queryFn: ({ signal }) => {
      const asked = { params: { query: { q } }, signal }
      return unwrap(tree === 'admin' ? api.GET('/admin/search', asked) : api.GET('/search', asked))
    },
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  })

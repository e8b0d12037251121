import { apiBase } from './client'
import { authorisedFetch } from './credentials'
import { ApiError, problemOf } from './errors'
import type { ListParams } from './query'

/** Everything that matches, whatever page is shown: the server makes the file and names it. */
export async function saveList<Filter extends string>(
  path: string,
  params: ListParams<Filter>,
): Promise<void> {
  const { page: _page, size: _size, ...asked } = params
  const query = new URLSearchParams(
    Object.entries(asked).map(([name, value]) => [name, `${value}`]),
  )
  const request = new Request(`${apiBase}${path}?${query}`, { headers: { Accept: 'text/csv' } })
  const response = await authorisedFetch(request).catch((cause) => {
    throw cause instanceof ApiError ? cause : new ApiError(0, { title: 'Network error' })
  })
  if (!response.ok) throw problemOf(response, await response.json().catch(() => null))
  const { saveBlob } = await import('~/lib/download')
  saveBlob(nameOf(response) ?? 'list.csv', await response.blob())
}

function nameOf(response: Response): string | undefined {
  return /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1]
}

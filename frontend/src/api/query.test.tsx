import { screen, waitFor } from '@testing-library/react'
import { expect, it, vi } from 'vitest'
import { renderPanel } from '~/testing/renderPanel'
import { pageOf } from '~/testing/server'
import { keys } from './keys'
import { usePagedQuery } from './query'

function List({
  fetch,
}: {
  fetch: (params: object) => Promise<ReturnType<typeof pageOf<string>>>
}) {
  const list = usePagedQuery<string, 'status'>({
    key: keys.services.list,
    filters: ['status'],
    sort: '-created_at',
    fetch,
  })
  return (
    <>
      <output>{JSON.stringify(list.params)}</output>
      <span>{list.filtered ? 'narrowed' : 'all'}</span>
      <button type="button" onClick={() => list.set({ page: '3' })}>
        page 3
      </button>
      <button type="button" onClick={() => list.set({ status: 'active' })}>
        active
      </button>
      <button type="button" onClick={() => list.set({ sort: 'name' })}>
        by name
      </button>
      <button
        type="button"
        onClick={() => {
          list.set({ status: 'active' })
          list.set({ sort: 'name' })
        }}
      >
        both at once
      </button>
      <button type="button" onClick={list.reset}>
        reset
      </button>
    </>
  )
}

function params() {
  return JSON.parse(screen.getByRole('status').textContent ?? '{}')
}

it('keeps page, sort and filters in the address', async () => {
  const fetch = vi.fn(async () => pageOf<string>([]))
  const { user, place } = renderPanel(<List fetch={fetch} />, { at: '/panel/things?q=web' })
  expect(params()).toEqual({ page: 1, size: 25, sort: '-created_at', q: 'web' })
  await user.click(screen.getByText('page 3'))
  expect(place.current).toBe('/panel/things?q=web&page=3')
  await user.click(screen.getByText('active'))
  // Another filter is another list: it begins at its first page.
  expect(place.current).toBe('/panel/things?q=web&status=active')
  await user.click(screen.getByText('by name'))
  expect(params()).toMatchObject({ sort: 'name', status: 'active', page: 1 })
  await waitFor(() =>
    expect(fetch).toHaveBeenLastCalledWith(
      expect.objectContaining({ sort: 'name', status: 'active' }),
      expect.anything(),
    ),
  )
})

it('knows whether filters are set, and clears them', async () => {
  const { user, place } = renderPanel(<List fetch={async () => pageOf<string>([])} />, {
    at: '/panel/things?status=active&sort=name',
  })
  expect(screen.getByText('narrowed')).toBeVisible()
  await user.click(screen.getByText('reset'))
  expect(place.current).toBe('/panel/things?sort=name')
  expect(screen.getByText('all')).toBeVisible()
})

it('falls back to the first page for an invalid page number', () => {
  renderPanel(<List fetch={async () => pageOf<string>([])} />, { at: '/panel/things?page=-4' })
  expect(params().page).toBe(1)
})

it('builds a second change on the first, even before the address has moved', async () => {
  const { user, place } = renderPanel(<List fetch={async () => pageOf<string>([])} />, {
    at: '/panel/things',
  })
  await user.click(screen.getByText('both at once'))
  expect(place.current).toBe('/panel/things?status=active&sort=name')
})

import { screen, waitFor } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { defineList, usePagedQuery } from '~/api/query'
import { renderPanel } from '~/testing/renderPanel'
import { base, pageOf, problem, server } from '~/testing/server'
import type { Column } from './DataTable'
import { ListPage } from './ListPage'

interface Row {
  id: string
  name: string
}

const longName = `${'very-long-'.repeat(30)}@example.com`
const rows: Row[] = [{ id: '1', name: longName }]
const columns: Column<Row>[] = [
  { id: 'name', header: 'Name', cell: (row) => <span className="clip">{row.name}</span> },
]
const list = defineList<Row, 'status'>({
  key: () => ['things'] as never,
  path: '/things',
  filters: ['status'],
  sort: '-created_at',
  fetch: async () => pageOf(rows),
})

function Page() {
  const paged = usePagedQuery(list)
  return (
    <ListPage
      title="Things"
      list={paged}
      columns={columns}
      filters={[]}
      csv
      empty={{ icon: () => null, title: 'None' }}
    />
  )
}

const made: { name: string; text: Promise<string> }[] = []
const asked: string[] = []

beforeEach(() => {
  made.length = 0
  asked.length = 0
  let blob: Blob
  vi.stubGlobal(
    'URL',
    Object.assign(URL, {
      createObjectURL: (given: Blob) => {
        blob = given
        return 'blob:one'
      },
      revokeObjectURL: () => undefined,
    }),
  )
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function click(
    this: HTMLAnchorElement,
  ) {
    made.push({ name: this.download, text: blob.text() })
  })
})

afterEach(() => vi.restoreAllMocks())

it('saves everything that matches as the server sends it, not the page shown', async () => {
  server.use(
    http.get(`${base}/things`, ({ request }) => {
      asked.push(new URL(request.url).search, request.headers.get('accept') ?? '')
      return new HttpResponse('name\r\none\r\ntwo\r\n', {
        headers: { 'content-disposition': 'attachment; filename="things-2026-11-30.csv"' },
      })
    }),
  )
  const { user } = renderPanel(<Page />, { at: '/panel/things?status=on&q=web&page=3' })
  await user.click(await screen.findByRole('button', { name: 'CSV' }))
  await waitFor(() => expect(made).toHaveLength(1))
  expect(made[0]?.name).toBe('things-2026-11-30.csv')
  expect(await made[0]?.text).toContain('two')
  expect(asked).toEqual(['?sort=-created_at&q=web&status=on', 'text/csv'])
})

it('says why there is no file', async () => {
  server.use(http.get(`${base}/things`, () => problem(503, 'unavailable')))
  const { user } = renderPanel(<Page />)
  await user.click(await screen.findByRole('button', { name: 'CSV' }))
  expect(await screen.findByRole('alert')).toHaveTextContent('The service is not responding')
  expect(made).toHaveLength(0)
})

it('shows what it cuts off beside it, to be read and copied', async () => {
  vi.spyOn(HTMLElement.prototype, 'scrollWidth', 'get').mockImplementation(function width(
    this: HTMLElement,
  ) {
    return this.className === 'clip' ? 900 : 100
  })
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(100)
  const { user } = renderPanel(<Page />)
  await user.hover(await screen.findByText(longName))
  expect(await screen.findByRole('tooltip')).toHaveTextContent(longName)
  await user.click(screen.getByRole('button', { name: `Copy ${longName}` }))
  expect(await navigator.clipboard.readText()).toBe(longName)
  await user.keyboard('{Escape}')
  await waitFor(() => expect(screen.queryByRole('tooltip')).toBeNull())
})

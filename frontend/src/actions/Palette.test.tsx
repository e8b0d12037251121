import type { msg } from '@lingui/core/macro'
import { screen, waitFor, within } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { beforeEach, expect, it } from 'vitest'
import { renderPanel } from '~/testing/renderPanel'
import { base, server } from '~/testing/server'
import { CommandBarProvider, useOpenCommandBar } from './CommandBar'
import { defineModule } from './module'

const module = (id: string, tree: 'panel' | 'admin', more: object = {}) =>
  defineModule({
    id,
    tree,
    path: id.replace('admin-', ''),
    feature: id,
    icon: () => null,
    label: { id, message: id } as ReturnType<typeof msg>,
    group: 'main',
    order: 1,
    pages: [],
    ...more,
  })

const modules = [
  module('services', 'panel', { finds: 'service', permission: 'services:read' }),
  module('admin-customers', 'admin', { finds: 'customer' }),
]

const hit = {
  kind: 'service',
  id: 'service-7',
  title: 'anna-shop',
  detail: 'https://anna-shop.example.net',
  amount: null,
  account_name: null,
}

const asked: string[] = []
let items: object[] = []

beforeEach(() => {
  asked.length = 0
  items = [hit]
  for (const path of ['/search', '/admin/search']) {
    server.use(
      http.get(`${base}${path}`, ({ request }) => {
        asked.push(path + new URL(request.url).search)
        return HttpResponse.json({ items })
      }),
    )
  }
})

function Opener() {
  const open = useOpenCommandBar()
  return (
    <button type="button" onClick={open}>
      Open
    </button>
  )
}

const field = () => screen.getByRole('combobox', { name: 'Find or do' })

async function open(tree: 'panel' | 'admin', options: Parameters<typeof renderPanel>[1] = {}) {
  const view = renderPanel(
    <CommandBarProvider modules={modules} tree={tree}>
      <Opener />
    </CommandBarProvider>,
    { at: `/${tree}`, ...options },
  )
  await view.user.click(screen.getByRole('button', { name: 'Open' }))
  await screen.findByRole('combobox', { name: 'Find or do' })
  return view
}

it('finds things on the server and leads to them', async () => {
  const { user, place } = await open('panel')
  await user.type(field(), 'anna')
  const option = await screen.findByRole('option', { name: /anna-shop/ })
  expect(option).toHaveTextContent('anna-shop.example.net')
  expect(asked).toEqual(['/search?q=anna'])
  await user.type(field(), '{Enter}')
  expect(place.current).toBe('/panel/services/service-7')
})

it('asks once the reader pauses, and not for a single letter', async () => {
  const { user } = await open('panel')
  await user.type(field(), 's')
  expect(screen.getByRole('option', { name: 'services' })).toBeVisible()
  await user.type(field(), 'erv')
  await screen.findByRole('option', { name: /anna-shop/ })
  expect(asked).toEqual(['/search?q=serv'])
})

it('says so where nothing fits, and that it is still looking', async () => {
  items = []
  const { user } = await open('panel')
  await user.type(field(), 'zz')
  const status = screen.getByRole('status')
  expect(status).toHaveTextContent('Searching…')
  await waitFor(() => expect(status).toHaveTextContent('Nothing found'))
})

it('asks the search of staff in the administration, and tells both trees apart', async () => {
  items = [{ ...hit, kind: 'customer', id: 'c-1', title: 'Lighthouse' }]
  const { user, place } = await open('admin', { staff: ['orders:read'] })
  const list = screen.getByRole('listbox')
  expect(within(list).getByText('Customer panel')).toBeVisible()
  await user.type(field(), 'light')
  await user.click(await screen.findByRole('option', { name: /Lighthouse/ }))
  expect(asked).toEqual(['/admin/search?q=light'])
  expect(place.current).toBe('/admin/customers/c-1')
})

it('asks nothing that the server would refuse', async () => {
  const { user } = await open('panel', { permissions: [] })
  await user.type(field(), 'anna')
  expect(screen.getByRole('status')).toHaveTextContent('Nothing found')
  expect(asked).toEqual([])
})

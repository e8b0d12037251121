import { screen, waitFor, within } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { beforeEach, expect, it } from 'vitest'
import { operation, service, summary } from '~/testing/fixtures'
import { renderPanel } from '~/testing/renderPanel'
import { base, pageOf, problem, server } from '~/testing/server'
import ServicesPage from './ServicesPage'

const at = { at: '/panel/services', path: '/panel/services' }

// Coming near a row prefetches what it leads to.
beforeEach(() => {
  server.use(http.get(`${base}/services/:id`, () => HttpResponse.json(service())))
})

function answer(rows: ReturnType<typeof service>[]) {
  server.use(http.get(`${base}/services`, () => HttpResponse.json(pageOf(rows))))
}

function rowOf(name: string) {
  const row = screen.getByRole('link', { name }).closest('tr')
  if (!row) throw new Error(`no row ${name}`)
  return within(row)
}

it('lists services with their state, size and price', async () => {
  answer([
    service(),
    service({
      id: 'service-2',
      hostname: 'blog',
      status: 'provisioning',
      address: null,
      operation: {
        id: 'operation-1',
        kind: 'create',
        state: 'running',
        progress: 64,
        step: 'start',
      },
    }),
  ])
  renderPanel(<ServicesPage />, at)
  expect(await screen.findByRole('link', { name: 'my-shop' })).toBeVisible()
  expect(rowOf('my-shop').getByText('Running')).toBeVisible()
  expect(rowOf('my-shop').getByText('₽390')).toBeVisible()
  expect(rowOf('blog').getByRole('progressbar')).toHaveAttribute('aria-valuenow', '64')
  expect(rowOf('blog').getByText('64%')).toBeVisible()
})

it('opens a row on click and by its link from the keyboard', async () => {
  answer([service()])
  const { user, place } = renderPanel(<ServicesPage />, at)
  const link = await screen.findByRole('link', { name: 'my-shop' })
  await user.click(rowOf('my-shop').getByText('₽390'))
  expect(place.current).toBe('/panel/services/service-1')
  expect(link).toHaveAttribute('href', '/panel/services/service-1')
})

it('searches and filters on the server', async () => {
  const asked: string[] = []
  server.use(
    http.get(`${base}/services`, ({ request }) => {
      asked.push(new URL(request.url).search)
      return HttpResponse.json(pageOf([service()]))
    }),
  )
  const { user, place } = renderPanel(<ServicesPage />, at)
  await user.type(await screen.findByRole('searchbox'), 'shop')
  await waitFor(() => expect(place.current).toBe('/panel/services?q=shop'))
  await user.selectOptions(screen.getByRole('combobox', { name: 'Status' }), 'stopped')
  await waitFor(() => expect(asked.at(-1)).toContain('q=shop'))
  expect(asked.at(-1)).toContain('status=stopped')
})

it('tells an empty account from a search without a result', async () => {
  answer([])
  const { unmount } = renderPanel(<ServicesPage />, at)
  expect(await screen.findByText('Your services will appear here')).toBeVisible()
  unmount()
  const { user, place } = renderPanel(<ServicesPage />, { ...at, at: '/panel/services?q=zzz' })
  expect(await screen.findByText('Nothing found')).toBeVisible()
  await user.click(screen.getByRole('button', { name: 'Clear the filters' }))
  expect(place.current).toBe('/panel/services')
})

it('says why it could not be loaded and tries again', async () => {
  let broken = true
  server.use(
    http.get(`${base}/services`, () =>
      broken ? problem(503, 'unavailable') : HttpResponse.json(pageOf([service()])),
    ),
  )
  const { user } = renderPanel(<ServicesPage />, at)
  expect(await screen.findByText('req_1')).toBeVisible()
  broken = false
  await user.click(screen.getByRole('button', { name: 'Try again' }))
  expect(await screen.findByRole('link', { name: 'my-shop' })).toBeVisible()
})

it('stops a service from its row and offers to start it again', async () => {
  answer([service()])
  const posted: string[] = []
  server.use(
    http.post(`${base}/services/:id/actions/:action`, ({ params }) => {
      posted.push(String(params['action']))
      return HttpResponse.json(operation({ kind: 'stop' }), { status: 202 })
    }),
  )
  const { user } = renderPanel(<ServicesPage />, at)
  await user.click(await screen.findByRole('button', { name: 'Actions: my-shop' }))
  await user.click(await screen.findByRole('menuitem', { name: 'Stop' }))
  const dialog = await screen.findByRole('dialog', { name: 'Stop my-shop?' })
  await user.click(within(dialog).getByRole('button', { name: 'Stop' }))
  expect(await screen.findByText('my-shop is stopping')).toBeVisible()
  await user.click(screen.getByRole('button', { name: 'Start again' }))
  await waitFor(() => expect(posted).toEqual(['stop', 'start']))
})

it('restarts the selected services after one question, and names those that failed', async () => {
  answer([
    service(),
    service({ id: 'service-2', hostname: 'blog' }),
    service({ id: 'service-3', hostname: 'wiki', status: 'stopped', allowed_actions: ['start'] }),
  ])
  const posted: string[] = []
  server.use(
    http.post(`${base}/services/:id/actions/restart`, ({ params }) => {
      posted.push(String(params['id']))
      if (params['id'] === 'service-1') return problem(409, 'operation_running')
      return HttpResponse.json(operation({ kind: 'restart' }), { status: 202 })
    }),
  )
  const { user } = renderPanel(<ServicesPage />, at)
  await user.click(await screen.findByRole('checkbox', { name: 'Select all' }))
  await user.click(await screen.findByRole('button', { name: 'Restart' }))
  const dialog = await screen.findByRole('dialog', { name: 'Restart the selected services?' })
  expect(dialog).toHaveTextContent('my-shop, blog')
  expect(dialog).not.toHaveTextContent('wiki')
  await user.click(within(dialog).getByRole('button', { name: 'Restart' }))
  const alert = await screen.findByRole('alert')
  expect(alert).toHaveTextContent('Failed: my-shop')
  expect(alert).toHaveTextContent('Under way: blog')
  expect(posted).toEqual(['service-1', 'service-2'])
  expect(screen.queryByText(/Selected:/)).toBeNull()
})

it('selects a row from the keyboard, without opening it', async () => {
  answer([service()])
  const { user, place } = renderPanel(<ServicesPage />, at)
  const checkbox = await screen.findByRole('checkbox', { name: 'Select: my-shop' })
  checkbox.focus()
  await user.keyboard(' ')
  expect(await screen.findByText('Selected: 1')).toBeVisible()
  expect(place.current).toBe('/panel/services')
  await user.click(await screen.findByRole('button', { name: 'Clear' }))
  expect(checkbox).not.toBeChecked()
})

it('offers no row selection to read-only members', async () => {
  answer([service()])
  renderPanel(<ServicesPage />, { ...at, permissions: ['services:read'] })
  expect(await screen.findByRole('link', { name: 'my-shop' })).toBeVisible()
  expect(screen.queryByRole('checkbox')).toBeNull()
})

it('shows services to who may not see their price', async () => {
  answer([{ ...service(), price: null as never }])
  renderPanel(<ServicesPage />, at)
  expect(await screen.findByRole('link', { name: 'my-shop' })).toBeVisible()
  expect(rowOf('my-shop').getByText('—')).toBeVisible()
  expect(rowOf('my-shop').queryByText('a month')).toBeNull()
})

it.each([
  [{ total: 10, active: 0, attention: 0 }, 'Services: 10, none of them is running'],
  [{ total: 0, active: 0, attention: 0 }, 'Nothing ordered yet'],
  [{ total: 2, active: 2, attention: 0 }, 'Running: 2, all good'],
])('sums up %j in true words', async (services, words) => {
  server.use(
    http.get(`${base}/me/summary`, () => HttpResponse.json({ ...summary, services })),
    http.get(`${base}/services`, () => HttpResponse.json(pageOf([]))),
  )
  renderPanel(<ServicesPage />, { at: '/panel/services' })
  expect(await screen.findByText(words)).toBeVisible()
})

import { screen, waitFor } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { expect, it } from 'vitest'
import type { Schema } from '~/api/client'
import type { Permission } from '~/auth/me'
import { operation } from '~/testing/fixtures'
import { renderPanel } from '~/testing/renderPanel'
import { base, pageOf, problem, server } from '~/testing/server'
import OperationPage from './OperationPage'
import OperationsPage from './OperationsPage'

const path = '/admin/operations/:operationId'
const at = '/admin/operations/operation-1'
const operator: Permission[] = ['services:read', 'services:manage']

function failed(
  changes: Partial<Schema<'AdminOperationDetailRead'>> = {},
): Schema<'AdminOperationDetailRead'> {
  return {
    ...operation({
      state: 'failed',
      retryable: true,
      error: { code: 'no_capacity', params: { memory_mb: 512 } },
    }),
    account_id: 'account-1',
    account_name: 'North wind',
    hostname: 'my-shop',
    node_name: null,
    run_at: '2026-11-22T10:00:00Z',
    deadline: '2026-11-22T11:00:00Z',
    attempts: 5,
    ...changes,
  }
}

function answer(state: () => Schema<'AdminOperationDetailRead'>) {
  server.use(
    http.get(`${base}/admin/operations/operation-1`, () => HttpResponse.json(state())),
    http.get(`${base}/admin/operations`, () => HttpResponse.json(pageOf([state()]))),
  )
}

it('gives the reason with its code and what came with it, the steps and the log', async () => {
  answer(() => failed())
  renderPanel(<OperationPage />, { at, path, staff: operator })
  expect(await screen.findByRole('alert')).toHaveTextContent('No ready node has enough room')
  expect(screen.getByRole('alert')).toHaveTextContent('no_capacity · memory_mb=512')
  expect(screen.getByText('First start')).toBeVisible()
  expect(screen.getByRole('log')).toHaveTextContent('place reserved')
})

it('runs a failed operation again and shows that it is in the queue', async () => {
  let retried = 0
  answer(() => (retried ? failed({ state: 'queued', retryable: false, error: null }) : failed()))
  server.use(
    http.post(`${base}/admin/operations/operation-1/actions/retry`, () => {
      retried += 1
      return HttpResponse.json(operation({ state: 'queued' }), { status: 202 })
    }),
  )
  const { user } = renderPanel(<OperationPage />, { at, path, staff: operator })
  await user.click(await screen.findByRole('button', { name: 'Run again' }))
  expect(await screen.findByText('my-shop: back in the queue')).toBeVisible()
  expect(await screen.findByText('In the queue')).toBeVisible()
  expect(screen.queryByRole('button', { name: 'Run again' })).not.toBeInTheDocument()
  expect(retried).toBe(1)
})

it('says why it could not be run again', async () => {
  answer(() => failed())
  server.use(
    http.post(`${base}/admin/operations/operation-1/actions/retry`, () =>
      problem(409, 'operation_running'),
    ),
  )
  const { user } = renderPanel(<OperationPage />, { at, path, staff: operator })
  await user.click(await screen.findByRole('button', { name: 'Run again' }))
  expect(await screen.findByText(/Another operation is still running/)).toBeVisible()
})

it('offers nothing to those with read access only', async () => {
  answer(() => failed())
  renderPanel(<OperationsPage />, {
    at: '/admin/operations',
    path: '/admin/operations',
    staff: ['services:read'],
  })
  expect(await screen.findByRole('link', { name: 'my-shop' })).toBeVisible()
  expect(screen.queryByRole('button', { name: 'Run again' })).not.toBeInTheDocument()
})

it('asks the server for the state and the kind that were chosen', async () => {
  const asked: string[] = []
  server.use(
    http.get(`${base}/admin/operations`, ({ request }) => {
      asked.push(new URL(request.url).search)
      return HttpResponse.json(pageOf([failed()]))
    }),
  )
  const { user, place } = renderPanel(<OperationsPage />, {
    at: '/admin/operations?service_id=service-1',
    path: '/admin/operations',
    staff: operator,
  })
  await user.selectOptions(await screen.findByRole('combobox', { name: 'Status' }), 'failed')
  await user.selectOptions(screen.getByRole('combobox', { name: 'Kind' }), 'create')
  await waitFor(() => expect(asked.at(-1)).toContain('kind=create'))
  expect(asked.at(-1)).toContain('state=failed')
  expect(asked.at(-1)).toContain('service_id=service-1')
  await user.click(screen.getByRole('button', { name: /Remove this filter/ }))
  await waitFor(() => expect(place.current).not.toContain('service_id'))
})

import { screen, waitFor } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { beforeEach, expect, it } from 'vitest'
import type { Schema } from '~/api/client'
import { renderPanel } from '~/testing/renderPanel'
import { base, pageOf, server } from '~/testing/server'
import NodePage from './NodePage'
import NodesPage from './NodesPage'

const one = { at: '/admin/nodes/node-1', path: '/admin/nodes/:nodeId' }
const all = { at: '/admin/nodes', path: '/admin/nodes' }
let state: Schema<'NodeState'>

function node(): Schema<'NodeRead'> {
  return {
    id: 'node-1',
    name: 'msk-n07',
    region: 'msk-1',
    kind: 'container',
    driver: 'docker',
    version: '28.1',
    state,
    host: '10.0.0.7',
    network_mode: 'bridge',
    capacity: { cpu_millis: 8000, memory_mb: 16_384, disk_gb: 100 },
    reserved: { cpu_millis: 2000, memory_mb: 15_500, disk_gb: 82 },
    services: 3,
    last_seen_at: '2026-11-22T10:00:00Z',
    created_at: '2026-10-01T10:00:00Z',
  }
}

beforeEach(() => {
  state = 'ready'
  server.use(
    http.get(`${base}/admin/nodes`, () => HttpResponse.json(pageOf([node()]))),
    http.get(`${base}/admin/nodes/node-1`, () => HttpResponse.json(node())),
    http.get(`${base}/admin/services`, () => HttpResponse.json(pageOf([]))),
    http.post(`${base}/admin/nodes/node-1/actions/:action`, ({ params }) => {
      state = params['action'] === 'maintenance' ? 'maintenance' : 'ready'
      return HttpResponse.json(node())
    }),
  )
})

it('shows how full each node is', async () => {
  renderPanel(<NodesPage />, { ...all, staff: ['nodes:read'] })
  expect(await screen.findByRole('link', { name: 'msk-n07' })).toBeVisible()
  expect(screen.getByRole('progressbar', { name: 'CPU' })).toHaveAttribute('aria-valuenow', '25')
  expect(screen.getByRole('progressbar', { name: 'Memory' })).toHaveClass('bar--critical')
  expect(screen.getByRole('progressbar', { name: 'Disk' })).toHaveClass('bar--warning')
  expect(screen.queryByRole('button', { name: 'Actions: msk-n07' })).not.toBeInTheDocument()
})

it('takes a node into maintenance after asking, and takes it back with undo', async () => {
  const { user } = renderPanel(<NodePage />, { ...one, staff: ['nodes:read', 'nodes:manage'] })
  await user.click(await screen.findByRole('button', { name: 'Start maintenance' }))
  const dialog = await screen.findByRole('dialog')
  expect(dialog).toHaveTextContent('Take msk-n07 into maintenance?')
  const buttons = screen.getAllByRole('button', { name: 'Start maintenance' })
  await user.click(buttons.find((button) => dialog.contains(button)) as HTMLElement)
  expect(
    await screen.findByText('Nothing new is placed on this node.', { exact: false }),
  ).toBeVisible()
  await user.click(screen.getByRole('button', { name: 'Put back into service' }))
  await waitFor(() => expect(state).toBe('ready'))
})

it('puts a node back into service', async () => {
  state = 'maintenance'
  const { user } = renderPanel(<NodePage />, { ...one, staff: ['nodes:read', 'nodes:manage'] })
  await user.click(await screen.findByRole('button', { name: 'Put into service' }))
  expect(await screen.findByText('msk-n07 takes new services again')).toBeVisible()
  expect(await screen.findByText('Ready')).toBeVisible()
})

import { screen, waitFor } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { beforeEach, expect, it } from 'vitest'
import type { Schema } from '~/api/client'
import { renderPanel } from '~/testing/renderPanel'
import { base, pageOf, server } from '~/testing/server'
import NodePage from './NodePage'
import NodesPage from './NodesPage'
import RegisterPage from './RegisterPage'

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
    engine_version: '28.1',
    state,
    host: '10.0.0.7',
    public_host: '',
    internal_host: '',
    endpoint: 'unix:///var/run/docker.sock',
    network_mode: 'bridge',
    credentials: [],
    port_from: 20_000,
    port_to: 20_499,
    labels: {},
    size: { cpu_millis: 8000, memory_mb: 16_384, disk_gb: 100 },
    cpu_overcommit_percent: 100,
    memory_overcommit_percent: 100,
    version: 1,
    allowed_actions: ['test', 'update', state === 'ready' ? 'drain' : 'undrain'],
    capacity: { cpu_millis: 8000, memory_mb: 16_384, disk_gb: 100 },
    reserved: { cpu_millis: 2000, memory_mb: 15_500, disk_gb: 82 },
    services: 3,
    last_seen_at: '2026-11-22T10:00:00Z',
    created_at: '2026-10-01T10:00:00Z',
  }
}

const docker = {
  name: 'docker',
  settings_schema: {
    $defs: { NetworkMode: { enum: ['bridge', 'host'], type: 'string' } },
    properties: {
      endpoint: { type: 'string', title: 'Endpoint', examples: ['tcp://node:2376'] },
      network_mode: { $ref: '#/$defs/NetworkMode', title: 'Network' },
      tls_key: { type: 'string', title: 'Client key', writeOnly: true, format: 'multiline' },
    },
  },
}

beforeEach(() => {
  state = 'ready'
  server.use(
    http.get(`${base}/admin/nodes`, () => HttpResponse.json(pageOf([node()]))),
    http.get(`${base}/admin/nodes/node-1`, () => HttpResponse.json(node())),
    http.get(`${base}/admin/services`, () => HttpResponse.json(pageOf([]))),
    http.get(`${base}/admin/nodes/node-1/images`, () => HttpResponse.json(pageOf([]))),
    http.post(`${base}/admin/nodes/node-1/actions/:action`, ({ params }) => {
      state = params['action'] === 'drain' ? 'maintenance' : 'ready'
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

it('takes a node into maintenance at once, and takes it back with undo', async () => {
  const { user } = renderPanel(<NodePage />, { ...one, staff: ['nodes:read', 'nodes:manage'] })
  await user.click(await screen.findByRole('button', { name: 'Start maintenance' }))
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

it('registers a node by the form of its driver, after a test whose facts are shown', async () => {
  const sent: unknown[] = []
  const pending = { id: 'test-1', node_id: null, state: 'pending', checks: [], finished_at: null }
  server.use(
    http.get(`${base}/admin/nodes/drivers`, () => HttpResponse.json({ items: [docker] })),
    http.post(`${base}/admin/nodes/actions/test`, async ({ request }) => {
      sent.push(await request.json())
      return HttpResponse.json({ ...pending, created_at: '2026-11-22T10:00:00Z' }, { status: 202 })
    }),
    http.get(`${base}/admin/node-tests/test-1`, () =>
      HttpResponse.json({
        ...pending,
        state: 'done',
        created_at: '2026-11-22T10:00:00Z',
        checks: [
          { check: 'engine', outcome: 'ok', code: 'answers', params: { version: 'docker 28.1' } },
          { check: 'encryption', outcome: 'warning', code: 'not_encrypted', params: {} },
          { check: 'ports', outcome: 'ok', code: 'free', params: { free: 1000, taken: [] } },
        ],
      }),
    ),
    http.post(`${base}/admin/nodes`, async ({ request }) => {
      sent.push(await request.json())
      return HttpResponse.json(node(), { status: 201 })
    }),
  )
  const { user } = renderPanel(<RegisterPage />, {
    at: '/admin/nodes/new',
    path: '/admin/nodes/new',
    staff: ['nodes:read', 'nodes:manage'],
  })
  await user.type(await screen.findByLabelText('Name'), 'msk-n07')
  await user.type(screen.getByLabelText('Region'), 'msk-1')
  await user.type(screen.getByLabelText('Endpoint'), 'tcp://10.0.0.7:2376')
  await user.type(screen.getByLabelText('Client key'), 'a key')
  await user.type(screen.getByLabelText('Name or address customers see'), 'n07.example')
  await user.click(screen.getByRole('button', { name: 'Test the connection' }))
  const facts = screen.getByRole('status', { name: 'Connection test' })
  await waitFor(() => expect(facts).toHaveTextContent('answers: docker 28.1'))
  expect(facts).toHaveTextContent('add certificates')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(sent).toHaveLength(2))
  expect(sent[1]).toMatchObject({
    name: 'msk-n07',
    driver: 'docker',
    settings: { endpoint: 'tcp://10.0.0.7:2376', network_mode: 'bridge', tls_key: 'a key' },
    public_host: 'n07.example',
    cpu_millis: 4000,
    port_to: 20_999,
  })
})

it('offers no retirement of a node that services run on', async () => {
  renderPanel(<NodePage />, { ...one, staff: ['nodes:read', 'nodes:manage'] })
  expect(await screen.findByRole('button', { name: 'Retire' })).toBeDisabled()
})

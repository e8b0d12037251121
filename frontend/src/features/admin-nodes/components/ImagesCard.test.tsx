import { screen, waitFor } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { beforeEach, expect, it } from 'vitest'
import type { Schema } from '~/api/client'
import { renderPanel } from '~/testing/renderPanel'
import { base, pageOf, server } from '~/testing/server'
import type { Node } from '../api'
import { ImagesCard } from './ImagesCard'

const at = { at: '/admin/nodes/node-1', path: '/admin/nodes/:nodeId' }
const node = { id: 'node-1', name: 'msk-n07', state: 'ready' } as Node
let images: Schema<'NodeImageRead'>[]

function image(values: Partial<Schema<'NodeImageRead'>>): Schema<'NodeImageRead'> {
  return {
    id: 'line-1',
    node_id: 'node-1',
    node_name: 'msk-n07',
    image: 'shop',
    image_id: 'image-1',
    image_name: 'Shop',
    reference: 'registry.example/shop:2',
    state: 'present',
    progress: { layers_done: 0, layers_total: 0, bytes_done: 0, bytes_total: 0 },
    size_bytes: 0,
    digest: '',
    error: null,
    services: 0,
    allowed_actions: ['pull', 'remove'],
    verified_at: null,
    created_at: '2026-11-22T10:00:00Z',
    changed_at: '2026-11-22T10:00:00Z',
    ...values,
  }
}

beforeEach(() => {
  images = []
  server.use(
    http.get(`${base}/admin/nodes/node-1/images`, () => HttpResponse.json(pageOf(images))),
    http.get(`${base}/admin/images`, () =>
      HttpResponse.json(pageOf([{ id: 'image-1', name: 'Shop' }])),
    ),
    http.post(`${base}/admin/nodes/node-1/images`, async ({ request }) => {
      const asked = (await request.json()) as { image_id: string }
      images = [
        image({
          image_id: asked.image_id,
          state: 'pulling',
          progress: { layers_done: 1, layers_total: 4, bytes_done: 5e6, bytes_total: 2e7 },
          allowed_actions: ['cancel'],
        }),
      ]
      return HttpResponse.json(images[0], { status: 202 })
    }),
  )
})

it('pulls an image of the catalogue and shows how far it is', async () => {
  const { user } = renderPanel(<ImagesCard node={node} />, {
    ...at,
    staff: ['nodes:read', 'nodes:manage', 'catalog:read'],
  })
  expect(await screen.findByText('No images here yet')).toBeVisible()
  await user.click(screen.getByRole('button', { name: 'Pull an image' }))
  await user.click(await screen.findByRole('button', { name: 'Pull' }))
  const bar = await screen.findByRole('progressbar', { name: 'Pulling Shop' })
  expect(bar).toHaveAttribute('aria-valuenow', '25')
  expect(screen.getByText(/layers: 1 of 4/)).toBeVisible()
  expect(screen.getByText(/5 MB of 20 MB/)).toBeVisible()
})

it('says why an image is not there, and offers what can be done', async () => {
  images = [
    image({ state: 'failed', error: { code: 'image_missing', params: {} } }),
    image({
      id: 'line-2',
      image_name: 'Blog',
      size_bytes: 3e6,
      services: 2,
      verified_at: '2026-11-22T10:00:00Z',
      allowed_actions: ['pull'],
    }),
    image({ id: 'line-3', image_name: 'Wiki', state: 'pulling', allowed_actions: ['cancel'] }),
  ]
  let again = false
  server.use(
    http.post(`${base}/admin/nodes/node-1/images/line-1/actions/pull`, () => {
      again = true
      return HttpResponse.json(image({ state: 'queued' }), { status: 202 })
    }),
  )
  const { user } = renderPanel(<ImagesCard node={node} />, {
    ...at,
    staff: ['nodes:read', 'nodes:manage'],
  })
  expect(await screen.findByText(/cannot get this image/)).toBeVisible()
  expect(screen.getByText('3 MB')).toBeVisible()
  expect(screen.getByText('Services: 2')).toBeVisible()
  expect(screen.getByText('The node has not said how far it is')).toBeVisible()
  expect(screen.queryByRole('button', { name: 'Pull an image' })).toBeNull()
  await user.click(screen.getByRole('button', { name: 'Actions: Shop' }))
  await user.click(await screen.findByRole('menuitem', { name: 'Pull again' }))
  await waitFor(() => expect(again).toBe(true))
})

import { screen, within } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { expect, it } from 'vitest'
import type { Schema } from '~/api/client'
import { renderPanel } from '~/testing/renderPanel'
import { base, server } from '~/testing/server'
import SystemPage from './SystemPage'
import WorkPage from './WorkPage'

const queue = { waiting: 0, running: 0, scheduled: 0, oldest_seconds: 0, workers: 1 }
const task = {
  queue: 'control' as const,
  every_seconds: 60,
  started_at: '2026-11-22T10:00:00Z',
  finished_at: '2026-11-22T10:00:01Z',
  duration_seconds: 0.25,
  succeeded_at: '2026-11-22T10:00:01Z',
  next_at: '2026-11-22T10:01:00Z',
  error: null,
  late: false,
}

const work: Schema<'WorkRead'> = {
  queues: [
    { ...queue, name: 'mail', waiting: 3, oldest_seconds: 400 },
    { ...queue, name: 'deploy', workers: 0 },
  ],
  periodic: [
    { ...task, name: 'jobs.sweep', late: true },
    { ...task, name: 'audit.seal', error: 'TimeoutError: ' },
  ],
}

const system: Schema<'SystemRead'> = {
  versions: {
    api: '1',
    python: '3.12.7',
    postgresql: '18.1',
    redis: '8.0.2',
    schema_revision: '0052',
    schema_head: '0053',
  },
  processes: [
    { role: 'worker', host: 'box', pid: 7, queues: ['mail'], since: '2026-11-22T10:00:00Z' },
  ],
  certificate: { checked_at: '2026-11-22T10:00:00Z', error: 'no_tls' },
  disk: { checked_at: '2026-11-22T10:00:00Z', total: 100 * 1024 ** 3, free: 25 * 1024 ** 3 },
  outside: [{ kind: 'mail', name: 'smtp', succeeded_at: null, failed_at: '2026-11-22T10:00:00Z' }],
  dead_letters: 2,
}

const row = (name: string) => within(screen.getByRole('row', { name: new RegExp(`^${name}`) }))

it('says which queues fall behind and which periodic tasks are late or fail', async () => {
  server.use(http.get(`${base}/admin/system/work`, () => HttpResponse.json(work)))
  renderPanel(<WorkPage />, {
    at: '/admin/system/work',
    path: '/admin/system/work',
    staff: ['system:read'],
  })
  expect(await screen.findByText('jobs.sweep')).toBeVisible()
  expect(row('mail').getByText('Falls behind')).toBeVisible()
  expect(row('mail').getByText('6:40')).toBeVisible()
  expect(row('deploy').getByText('No worker')).toBeVisible()
  expect(row('jobs.sweep').getByText('Late')).toBeVisible()
  expect(row('audit.seal').getByText('Failed')).toBeVisible()
  expect(row('audit.seal').getByText('250 ms')).toBeVisible()
})

it('tells versions, disk, certificate and what gave up', async () => {
  server.use(http.get(`${base}/admin/system`, () => HttpResponse.json(system)))
  renderPanel(<SystemPage />, {
    at: '/admin/system',
    path: '/admin/system',
    staff: ['system:read'],
  })
  expect(await screen.findByText('0052, the program knows 0053')).toBeVisible()
  expect(screen.getByText('25 GB free of 100 GB')).toBeVisible()
  expect(screen.getByText(/it is not https/)).toBeVisible()
  expect(screen.getByRole('link', { name: '2 jobs' })).toHaveAttribute(
    'href',
    '/admin/jobs?state=dead',
  )
})

import { screen, waitFor } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { beforeEach, expect, it } from 'vitest'
import type { Schema } from '~/api/client'
import { renderPanel } from '~/testing/renderPanel'
import { base, pageOf, server } from '~/testing/server'
import JobPage from './JobPage'
import JobsPage from './JobsPage'

const list = { at: '/admin/jobs', path: '/admin/jobs' }

function job(changes: Partial<Schema<'JobRead'>> = {}): Schema<'JobRead'> {
  return {
    id: 'job-1',
    task: 'mail.send',
    queue: 'mail',
    state: 'dead',
    attempts: 8,
    max_attempts: 8,
    payload: { mail_id: 'mail-7' },
    error: 'Traceback (most recent call last):\n  in deliver\nConnectionRefusedError: smtp',
    request_id: 'req-0123456789ab',
    run_at: '2026-11-22T10:00:00Z',
    lease_until: null,
    created_at: '2026-11-22T10:00:00Z',
    finished_at: '2026-11-22T10:30:00Z',
    ...changes,
  }
}

const asked: string[] = []

beforeEach(() => {
  asked.length = 0
  server.use(
    http.get(`${base}/admin/jobs`, ({ request }) => {
      asked.push(new URL(request.url).search)
      return HttpResponse.json(pageOf([job()]))
    }),
    http.get(`${base}/admin/jobs/summary`, () =>
      HttpResponse.json({ pending: 4, leased: 1, dead: 2, oldest_pending_seconds: 95 }),
    ),
    http.get(`${base}/admin/jobs/job-1`, () => HttpResponse.json(job())),
  )
})

it('counts pending and dead jobs, and filters by them', async () => {
  const { user } = renderPanel(<JobsPage />, { ...list, staff: ['jobs:read'] })
  expect(await screen.findByText('The oldest one has been overdue for 1:35')).toBeVisible()
  await user.click(await screen.findByRole('button', { name: /^Gave up/ }))
  await waitFor(() => expect(asked.at(-1)).toContain('state=dead'))
})

it('runs a dead job again', async () => {
  let retried = 0
  server.use(
    http.post(`${base}/admin/jobs/job-1/actions/retry`, () => {
      retried += 1
      return HttpResponse.json(job({ state: 'pending', attempts: 0 }), { status: 202 })
    }),
  )
  const { user } = renderPanel(<JobsPage />, { ...list, staff: ['jobs:read', 'jobs:retry'] })
  await user.click(await screen.findByRole('button', { name: 'Run again' }))
  expect(await screen.findByText(/back in the queue with fresh attempts/)).toBeVisible()
  await waitFor(() => expect(asked.length).toBeGreaterThan(1))
  expect(retried).toBe(1)
})

it('shows arguments and the last error of one job, and hides what may not be done', async () => {
  renderPanel(<JobPage />, {
    at: '/admin/jobs/job-1',
    path: '/admin/jobs/:jobId',
    staff: ['jobs:read'],
  })
  const [error, payload] = await screen.findAllByRole('log')
  expect(error).toHaveTextContent('ConnectionRefusedError: smtp')
  expect(payload).toHaveTextContent('"mail_id": "mail-7"')
  expect(screen.getByText('8 of 8')).toBeVisible()
  expect(screen.queryByRole('button', { name: 'Run again' })).not.toBeInTheDocument()
})

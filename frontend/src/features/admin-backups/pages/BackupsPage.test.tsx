import { screen } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { beforeEach, expect, it } from 'vitest'
import type { Schema } from '~/api/client'
import { renderPanel } from '~/testing/renderPanel'
import { base, pageOf, problem, server } from '~/testing/server'
import BackupsPage from './BackupsPage'

const place = {
  at: '/admin/backups',
  path: '/admin/backups',
  staff: ['settings:manage' as const],
}

function backup(changes: Partial<Schema<'BackupRead'>> = {}): Schema<'BackupRead'> {
  return {
    id: 'backup-1',
    name: '01a22cd5cd16742cb00e34e2ef478c80',
    state: 'done',
    scheduled: true,
    size: 5_400_000,
    files: 12,
    missing: 0,
    error: null,
    key_fingerprint: 'a1b2',
    created_at: '2026-11-22T03:00:00Z',
    finished_at: '2026-11-22T03:01:00Z',
    verified_at: '2026-11-22T03:01:00Z',
    ...changes,
  }
}

function status(changes: Partial<Schema<'BackupStatus'>> = {}): Schema<'BackupStatus'> {
  return {
    configured: true,
    key_fingerprint: 'a1b2',
    other_keys: 0,
    hours: 24,
    last_done_at: '2026-11-22T03:01:00Z',
    overdue: false,
    held_since: null,
    ...changes,
  }
}

const given = (now: Schema<'BackupStatus'>, rows = [backup()]) =>
  server.use(
    http.get(`${base}/admin/backups`, () => HttpResponse.json(pageOf(rows))),
    http.get(`${base}/admin/backups/status`, () => HttpResponse.json(now)),
  )

beforeEach(() => given(status()))

it('shows what was made, and why what failed did', async () => {
  given(status(), [backup(), backup({ id: 'backup-2', state: 'failed', error: 'bucket is gone' })])
  renderPanel(<BackupsPage />, place)
  expect(await screen.findByText('bucket is gone')).toBeVisible()
  expect(screen.getAllByText('5.4 MB')[0]).toBeVisible()
  expect(screen.queryByRole('alert')).not.toBeInTheDocument()
})

it('starts a backup with one key, and says why it cannot', async () => {
  const sent: (string | null)[] = []
  server.use(
    http.post(`${base}/admin/backups`, ({ request }) => {
      sent.push(request.headers.get('Idempotency-Key'))
      return sent.length === 1
        ? HttpResponse.json(backup({ state: 'pending' }), { status: 202 })
        : problem(409, 'backup_running')
    }),
  )
  const { user } = renderPanel(<BackupsPage />, place)
  const button = await screen.findByRole('button', { name: 'Back up now' })
  await user.click(button)
  expect(await screen.findByText('The backup begins in a moment')).toBeVisible()
  await user.click(button)
  expect(await screen.findByText('A backup is already being made')).toBeVisible()
  expect(sent[0]).toBeTruthy()
})

it.each([
  [{ configured: false }, /set in the settings where\s+backups go/],
  [{ overdue: true }, /one is due every 24 hours/],
  [{ held_since: '2026-11-22T03:00:00Z' }, /until “hostwright resume” is\s+run/],
])('warns of what is wrong: %o', async (changes, text) => {
  given(status(changes))
  renderPanel(<BackupsPage />, place)
  expect(await screen.findByRole('alert')).toHaveTextContent(text)
})

it('says of a backup that an older key opens it', async () => {
  given(status({ key_fingerprint: 'c3d4', other_keys: 1 }))
  renderPanel(<BackupsPage />, place)
  expect((await screen.findAllByText('Opens with an older key'))[0]).toBeVisible()
})

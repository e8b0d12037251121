import { screen, within } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { beforeEach, expect, it } from 'vitest'
import type { Schema } from '~/api/client'
import { renderPanel } from '~/testing/renderPanel'
import { base, problem, server } from '~/testing/server'
import SettingsPage from './SettingsPage'

const history = { changed_at: null, changed_by: null }
const KEY = 'AGE-SECRET-KEY-1QQQQ'

const payments: Schema<'SettingsRead_PaymentSettings_'> = {
  version: 4,
  values: { provider: 'sandbox', enabled: true, url: 'https://pay.example.com' },
  environment: {},
  secrets: ['api_key', 'webhook_secret'],
  ...history,
}

const backups: Schema<'SettingsRead_BackupSettings_'> = {
  version: 2,
  values: {
    target: '/backups',
    s3_endpoint: '',
    s3_region: 'us-east-1',
    s3_access_key: '',
    hours: 24,
    timeout_hours: 6,
    keep_daily: 7,
    keep_weekly: 4,
    keep_monthly: 6,
  },
  environment: { keep_monthly: 'BACKUP_KEEP_MONTHLY' },
  secrets: [],
  ...history,
}

const status: Schema<'BackupStatus'> = {
  configured: true,
  key_fingerprint: 'a1b2',
  other_keys: 3,
  hours: 24,
  last_done_at: null,
  overdue: false,
  held_since: null,
}

let sent: unknown[]

function serve(group: string, answer: { version: number }) {
  server.use(
    http.get(`${base}/admin/settings/${group}`, () => HttpResponse.json(answer)),
    http.put(`${base}/admin/settings/${group}`, async ({ request }) => {
      sent.push(await request.json())
      return HttpResponse.json({ ...answer, version: answer.version + 1 })
    }),
  )
}

const answers = (path: string, answer: object) =>
  server.use(http.post(`${base}/admin/settings/${path}`, () => HttpResponse.json(answer as never)))

const open = (group: string) =>
  renderPanel(<SettingsPage />, {
    path: '/admin/settings/*',
    at: `/admin/settings/${group}`,
    staff: ['settings:manage'],
  })

beforeEach(() => {
  sent = []
  serve('payments', payments)
  serve('backups', backups)
  server.use(http.get(`${base}/admin/backups/status`, () => HttpResponse.json(status)))
})

it('keeps the secrets that are not typed, and sends those that are', async () => {
  const { user } = open('payments')
  await user.type(await screen.findByLabelText('API key'), 'another')
  await user.selectOptions(screen.getByRole('combobox', { name: 'New payments' }), 'no')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByText('The settings are saved')).toBeVisible()
  expect(sent).toEqual([
    {
      provider: 'sandbox',
      enabled: false,
      url: 'https://pay.example.com',
      api_key: 'another',
      webhook_secret: null,
    },
  ])
})

it('says beside the choice what is missing before payments can be offered', async () => {
  server.use(http.put(`${base}/admin/settings/payments`, () => problem(422, 'payments_incomplete')))
  const { user } = open('payments')
  const address = await screen.findByRole('textbox', { name: 'Address of the provider' })
  await user.clear(address)
  await user.type(address, 'pay.example')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(address).toBeInvalid()
  await user.clear(address)
  await user.type(address, 'https://other.example')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByText(/^To offer it, set the address/)).toBeVisible()
  expect(screen.getByRole('combobox', { name: 'New payments' })).toBeInvalid()
})

it('asks the provider, and tells in words what it found', async () => {
  answers('payments/actions/test', { url: 'https://pay.example.com', answered: true, error: '' })
  const { user } = open('payments')
  const check = await screen.findByRole('button', { name: 'Check the provider' })
  await user.click(check)
  expect(await screen.findByText(/^The provider answers and knows us/)).toBeVisible()
  answers('payments/actions/test', { url: '', answered: false, error: 'provider_refused' })
  await user.click(check)
  expect(await screen.findByText('It does not accept this API key')).toBeVisible()
  answers('payments/actions/test', { url: '', answered: false, error: 'provider_moved' })
  await user.click(check)
  expect(await screen.findByText('It failed: provider_moved')).toBeVisible()
  server.use(
    http.post(`${base}/admin/settings/payments/actions/test`, () =>
      problem(404, 'payment_provider_unknown'),
    ),
  )
  await user.click(check)
  expect(await screen.findByText(/^Save the address, the API key/)).toBeVisible()
})

it('shows what the environment says of the provider, and no field for it', async () => {
  const names = {
    url: 'URL_SET',
    enabled: 'URL_SET',
    api_key: 'KEY_SET',
    webhook_secret: 'URL_SET',
  }
  serve('payments', { ...payments, environment: names } as never)
  open('payments')
  expect(await screen.findByText('KEY_SET')).toBeVisible()
  expect(screen.getByText('Offered to customers')).toBeVisible()
  expect(screen.queryByLabelText('API key')).not.toBeInTheDocument()
})

it('makes a key, shows it once to be kept, and saves it with the bucket', async () => {
  answers('backups/actions/make-key', { key: KEY, fingerprint: 'c3d4' })
  const { user } = open('backups')
  expect(await screen.findByText(/3 older backups were made with other keys/)).toBeVisible()
  expect(screen.getByText('BACKUP_KEEP_MONTHLY')).toBeVisible()
  expect(screen.queryByLabelText('S3 address')).not.toBeInTheDocument()
  const target = screen.getByRole('textbox', { name: 'Where backups go' })
  await user.clear(target)
  await user.type(target, 's3://copies')
  await user.type(screen.getByLabelText('Key id'), 'AKIA')
  await user.type(screen.getByLabelText('Secret'), 'hidden')
  await user.click(screen.getByRole('button', { name: 'Make a key' }))
  expect(await screen.findByRole('button', { name: `Copy ${KEY}` })).toBeVisible()
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await screen.findByText('The settings are saved')
  expect(sent).toEqual([
    {
      ...backups.values,
      target: 's3://copies',
      s3_access_key: 'AKIA',
      s3_secret_key: 'hidden',
      key: KEY,
    },
  ])
})

it('removes the secret of a bucket together with its key id', async () => {
  const values = { ...backups.values, target: 's3://copies', s3_access_key: 'AKIA' }
  serve('backups', { ...backups, values, secrets: ['key', 's3_secret_key'] } as never)
  const { user } = open('backups')
  await user.clear(await screen.findByLabelText('Key id'))
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await screen.findByText('The settings are saved')
  expect(sent[0]).toMatchObject({ s3_secret_key: '', key: null })
})

it('tells in its own words why the place cannot be used', async () => {
  answers('backups/actions/test', { target: '/backups', worked: false, error: 'AccessDenied: no' })
  const { user } = open('backups')
  const check = await screen.findByRole('button', { name: 'Check the place' })
  await user.click(check)
  expect(await screen.findByText('Backups cannot be stored there')).toBeVisible()
  expect(within(document.body).getByText('AccessDenied: no')).toBeVisible()
  answers('backups/actions/test', { target: '/backups', worked: true, error: '' })
  await user.click(check)
  expect(await screen.findByText('Written, read and deleted: /backups')).toBeVisible()
})

import { screen, waitFor, within } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { beforeEach, expect, it } from 'vitest'
import type { Schema } from '~/api/client'
import { renderPanel } from '~/testing/renderPanel'
import { base, problem, server } from '~/testing/server'
import SettingsPage from './SettingsPage'

const history = { changed_at: null, changed_by: null }

const company: Schema<'SettingsRead_CompanySettings_'> = {
  version: 3,
  values: {
    name: 'Lighthouse',
    legal_name: 'Lighthouse Ltd',
    address: '',
    tax_id: '',
    registration_number: '',
    bank_details: '',
    support_email: '',
    support_phone: '',
  },
  environment: {},
  secrets: [],
  ...history,
}

const mail: Schema<'SettingsRead_MailSettings_'> = {
  version: 1,
  values: {
    host: 'mail.example.com',
    port: 587,
    encryption: 'starttls',
    username: 'panel',
    sender: 'panel@example.com',
  },
  environment: {},
  secrets: ['password'],
  ...history,
}

interface Sent {
  version: string | null
  body: unknown
}

let sent: Sent[]

function serve(group: string, answer: { version: number; values: object }) {
  server.use(
    http.get(`${base}/admin/settings/${group}`, () => HttpResponse.json(answer)),
    http.put(`${base}/admin/settings/${group}`, async ({ request }) => {
      sent.push({ version: request.headers.get('If-Match'), body: await request.json() })
      return HttpResponse.json({ ...answer, version: answer.version + 1 })
    }),
  )
}

const open = (group = '') =>
  renderPanel(<SettingsPage />, {
    path: '/admin/settings/*',
    at: `/admin/settings${group}`,
    staff: ['settings:manage'],
  })

beforeEach(() => {
  sent = []
  serve('company', company)
  serve('mail', mail)
})

it('saves the company as it was read, so that nobody writes over another', async () => {
  const { user } = open()
  const name = await screen.findByRole('textbox', { name: 'Company name' })
  await user.clear(name)
  await user.type(name, 'Beacon')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByText('The settings are saved')).toBeVisible()
  expect(sent).toMatchObject([
    { version: '"3"', body: { name: 'Beacon', legal_name: 'Lighthouse Ltd' } },
  ])
})

it('says that somebody else was faster, and keeps what was typed', async () => {
  server.use(http.put(`${base}/admin/settings/company`, () => problem(412, 'precondition_failed')))
  const { user } = open()
  await user.type(await screen.findByRole('textbox', { name: 'Company name' }), ' Two')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByRole('alert')).toHaveTextContent('Someone else changed this')
  expect(screen.getByRole('textbox', { name: 'Company name' })).toHaveValue('Lighthouse Two')
})

it('shows what the environment sets with its variable, and no field for it', async () => {
  serve('mail', { ...mail, environment: { host: 'SMTP_HOST', password: 'SMTP_HOST' } } as never)
  open('/mail')
  expect(await screen.findByText('mail.example.com')).toBeVisible()
  expect(screen.getAllByText('SMTP_HOST')).toHaveLength(2)
  expect(screen.queryByRole('textbox', { name: 'Host' })).not.toBeInTheDocument()
  expect(screen.queryByLabelText('Password')).not.toBeInTheDocument()
})

it('leaves the password that is kept alone, and sends a new one', async () => {
  const { user } = open('/mail')
  const save = await screen.findByRole('button', { name: 'Save' })
  await user.click(save)
  await user.type(await screen.findByLabelText('Password'), 'a new one')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await screen.findAllByText('The settings are saved')
  expect(sent.map(({ body }) => (body as { password: unknown }).password)).toEqual([
    null,
    'a new one',
  ])
  expect(sent[0]?.body).toMatchObject({ port: 587 })
})

it('tells in its own words why the server refused a test mail', async () => {
  server.use(
    http.post(`${base}/admin/settings/mail/actions/test`, () =>
      HttpResponse.json({ recipient: 'olga@example.com', sent: false, error: '535 No such user' }),
    ),
  )
  const { user } = open('/mail')
  await user.click(await screen.findByRole('button', { name: 'Send a test email to yourself' }))
  const toast = await screen.findByText('The email to olga@example.com was not sent')
  expect(within(document.body).getByText('535 No such user')).toBeVisible()
  expect(toast).toBeVisible()
})

it('says beside the currency why it stays', async () => {
  const locale: Schema<'SettingsRead_LocaleSettings_'> = {
    version: 2,
    values: { language: 'en', country: '', time_zone: 'UTC', currency: 'RUB' },
    environment: {},
    secrets: [],
    ...history,
  }
  serve('locale', locale)
  const { user } = open('/locale')
  const currency = await screen.findByRole('combobox', { name: 'Currency' })
  expect(currency).toHaveValue('RUB · Russian Ruble')
  await user.selectOptions(screen.getByRole('combobox', { name: 'Language' }), 'ru')
  await user.type(screen.getByRole('combobox', { name: 'Country' }), 'Germany')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await screen.findByText('The settings are saved')
  expect(sent[0]?.body).toEqual({
    language: 'ru',
    country: 'DE',
    time_zone: 'UTC',
    currency: 'RUB',
  })
  server.use(http.put(`${base}/admin/settings/locale`, () => problem(409, 'currency_in_use')))
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByText(/^There are prices, invoices or payments/)).toBeVisible()
  expect(screen.getByRole('combobox', { name: 'Currency' })).toBeInvalid()
})

it('keeps within the bounds of what may be kept, and sends numbers', async () => {
  const values = {
    sign_in_log_days: 180,
    address_log_days: 180,
    audit_days: 3650,
    event_days: 90,
    job_days: 7,
    session_days: 30,
    mail_days: 90,
    notification_days: 365,
  }
  serve('retention', {
    version: 1,
    values,
    environment: { event_days: 'EVENT_KEEP_DAYS' },
    secrets: [],
    ...history,
  } as never)
  const { user } = open('/retention')
  const kept = await screen.findByRole('textbox', { name: 'Notifications in the panel, in days' })
  expect(screen.getByText('EVENT_KEEP_DAYS')).toBeVisible()
  await user.clear(kept)
  await user.type(kept, '29')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(kept).toBeInvalid()
  await user.clear(kept)
  await user.type(kept, '60')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await screen.findByText('The settings are saved')
  expect(sent.at(-1)?.body).toEqual({ ...values, notification_days: 60 })
})

const look = (name: string, themes: Schema<'ThemesRead'> | null = null): Schema<'BrandRead'> => ({
  name,
  accent: null,
  themes,
  logo_light: null,
  logo_dark: null,
})

const tones: Schema<'TonesRead'> = {
  solid: '#00893a',
  solid_hover: '#007a33',
  solid_active: '#006b2c',
  on_solid: '#ffffff',
  content: '#007a33',
  surface: '#ecf9ee',
  surface_hover: '#dff2e2',
  border: '#009a42',
  focus: '#00893a',
}

function serveBrand() {
  const values = { name: 'Beacon', accent: '', logo_light: '', logo_dark: '' }
  serve('brand', { version: 4, values, environment: {}, secrets: [] } as never)
  server.use(
    http.post(`${base}/admin/settings/brand/actions/preview`, async ({ request }) => {
      const draft = (await request.json()) as { name: string; accent: string }
      const themes = draft.accent ? { light: tones, dark: { ...tones, solid: '#00aa48' } } : null
      const mail = { subject: 'Paid', text: 'Paid', html: '<p>Paid</p>' }
      return HttpResponse.json({ brand: look(draft.name, themes), mail })
    }),
    http.get(`${base}/public/brand`, () => HttpResponse.json(look('Beacon'))),
  )
}

it('shows a brand in both themes before it is saved', async () => {
  serveBrand()
  const { user } = open('/brand')
  await user.type(await screen.findByRole('textbox', { name: 'Accent colour' }), '#16A34A')
  const sample = await screen.findByTestId('brand-sample')
  await waitFor(() => expect(sample.style.getPropertyValue('--accent-solid')).toBe('#00893a'))
  await user.click(screen.getByRole('button', { name: 'Dark' }))
  const dark = screen.getByTestId('brand-sample')
  expect(dark.style.getPropertyValue('--accent-solid')).toBe('#00aa48')
  expect(dark.dataset.theme).toBe('dark')
  await user.click(screen.getByRole('button', { name: 'Mail' }))
  expect(screen.getByTitle('An email with sample values')).toBeVisible()
  expect(sent).toEqual([])
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await screen.findByText('The settings are saved')
  expect(sent).toMatchObject([{ version: '"4"', body: { name: 'Beacon', accent: '#16a34a' } }])
})

it('takes a logo, shows it, and saves it with the form', async () => {
  serveBrand()
  const name = '0f3c'.repeat(8)
  server.use(
    http.post(`${base}/admin/settings/brand/logos`, () =>
      HttpResponse.json({ name, url: `/l/${name}`, width: 100, height: 20 }, { status: 201 }),
    ),
  )
  const { user } = open('/brand')
  const zone = await screen.findByRole('group', { name: 'Logo on a dark ground' })
  const field = zone.querySelector('input') as HTMLInputElement
  await user.upload(field, new File(['x'], 'logo.png', { type: 'image/png' }))
  const shown = await screen.findByRole('img', { name: 'Logo on a dark ground' })
  expect(shown).toHaveAttribute('src', `/api/v1/public/brand/logos/${name}`)
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await screen.findByText('The settings are saved')
  expect(sent).toMatchObject([{ body: { logo_dark: name, logo_light: '' } }])
})

it('goes back to the default after a question', async () => {
  serveBrand()
  const { user } = open('/brand')
  await user.click(await screen.findByRole('button', { name: 'Reset the brand' }))
  await user.click(await screen.findByRole('button', { name: 'Reset' }))
  expect(await screen.findByText('The brand is reset')).toBeVisible()
  expect(sent).toMatchObject([{ version: '"4"', body: { name: '', accent: '' } }])
})

import { screen, waitFor, within } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { beforeEach, expect, it } from 'vitest'
import type { Schema } from '~/api/client'
import { renderPanel } from '~/testing/renderPanel'
import { base, pageOf, server } from '~/testing/server'
import MailPage from './MailPage'
import MailsPage from './MailsPage'

const list = { at: '/admin/mails', path: '/admin/mails' }
const one = { at: '/admin/mails/mail-1', path: '/admin/mails/:mailId' }
const reader = ['mail:read' as const, 'accounts:read' as const]
const sender = [...reader, 'mail:manage' as const]

function mail(changes: Partial<Schema<'MailDetailRead'>> = {}): Schema<'MailDetailRead'> {
  return {
    id: 'mail-1',
    template: 'verification',
    state: 'sent',
    recipient: 'vera@example.com',
    account: { id: 'account-1', name: 'North wind' },
    locale: 'en',
    subject: 'Confirm your e-mail address',
    error: null,
    original_id: null,
    created_at: '2026-11-22T10:00:00Z',
    sent_at: '2026-11-22T10:00:05Z',
    name: 'Vera',
    text: 'Confirm:\n[secret link removed]',
    as_sent: true,
    has_secrets: true,
    failures: [],
    next_attempt_at: null,
    resend: 'new_link',
    allowed_actions: ['resend'],
    ...changes,
  }
}

const shows = (found: Schema<'MailDetailRead'>) =>
  server.use(http.get(`${base}/admin/mails/mail-1`, () => HttpResponse.json(found)))

const asked: string[] = []

beforeEach(() => {
  asked.length = 0
  const title = { ru: 'Подтверждение адреса', en: 'Confirm the address' }
  const kinds = [{ name: 'verification', group: 'security', title }]
  server.use(
    http.get(`${base}/admin/mails/kinds`, () => HttpResponse.json({ items: kinds })),
    http.get(`${base}/admin/mails`, ({ request }) => {
      asked.push(new URL(request.url).search)
      return HttpResponse.json(pageOf([mail()]))
    }),
  )
})

it('narrows the emails by kind and status, and names the customer it was opened for', async () => {
  const at = '/admin/mails?account_id=account-1'
  const { user } = renderPanel(<MailsPage />, { ...list, at, staff: reader })
  const row = await screen.findByRole('row', { name: /vera@example.com/ })
  expect(within(row).getByRole('link', { name: 'North wind' })).toBeVisible()
  await user.selectOptions(await screen.findByRole('combobox', { name: 'Kind' }), [
    'Confirm the address',
  ])
  await user.selectOptions(screen.getByRole('combobox', { name: 'Status' }), 'Not sent')
  await waitFor(() => expect(asked.at(-1)).toContain('state=failed'))
  expect(asked.at(-1)).toContain('template=verification')
  expect(asked.at(-1)).toContain('account_id=account-1')
  expect(screen.queryByRole('button', { name: 'Try failed ones again' })).toBeNull()
})

it('tries again what failed within the chosen time', async () => {
  let since = ''
  server.use(
    http.post(`${base}/admin/mails/actions/retry-failed`, async ({ request }) => {
      since = ((await request.json()) as { since: string }).since
      return HttpResponse.json({ failed: 3 }, { status: 202 })
    }),
  )
  const { user } = renderPanel(<MailsPage />, { ...list, staff: sender })
  await user.click(await screen.findByRole('button', { name: 'Try failed ones again' }))
  const dialog = within(await screen.findByRole('dialog'))
  await user.selectOptions(
    dialog.getByRole('combobox', { name: /Written within/ }),
    'the last hour',
  )
  await user.click(dialog.getByRole('button', { name: 'Try again' }))
  expect(await screen.findByText('3 emails are tried again')).toBeVisible()
  expect(Date.now() - Date.parse(since)).toBeLessThan(3_700_000)
})

it('says that no email was written yet', async () => {
  server.use(http.get(`${base}/admin/mails`, () => HttpResponse.json(pageOf([]))))
  renderPanel(<MailsPage />, { ...list, staff: reader })
  expect(await screen.findByText('No emails yet')).toBeVisible()
})

it('shows an email with words where its secret link stood, and what a new one means', async () => {
  shows(mail())
  renderPanel(<MailPage />, { ...one, staff: reader })
  expect(await screen.findByText(/\[secret link removed\]/)).toBeVisible()
  expect(screen.getByText(/Nobody sees them here/)).toBeVisible()
  expect(screen.getByText(/it gets a new link/)).toBeVisible()
  expect(screen.getByText('Confirm the address')).toBeVisible()
  expect(screen.getByRole('link', { name: 'North wind' })).toHaveAttribute(
    'href',
    '/admin/customers/account-1',
  )
  expect(screen.queryByRole('button', { name: 'Send again' })).toBeNull()
})

it('sends it once more with a key, and goes to the copy', async () => {
  let key: string | null = null
  shows(mail())
  server.use(
    http.post(`${base}/admin/mails/mail-1/actions/resend`, ({ request }) => {
      key = request.headers.get('Idempotency-Key')
      const copy = mail({ id: 'mail-2', state: 'pending', original_id: 'mail-1', sent_at: null })
      return HttpResponse.json(copy, { status: 202 })
    }),
    http.get(`${base}/admin/mails/mail-2`, () => HttpResponse.json(mail({ id: 'mail-2' }))),
  )
  const { user, place } = renderPanel(<MailPage />, { ...one, staff: sender })
  await user.click(await screen.findByRole('button', { name: 'Send again' }))
  expect(await screen.findByText('On its way to vera@example.com again')).toBeVisible()
  await waitFor(() => expect(place.current).toBe('/admin/mails/mail-2'))
  expect(key).toBeTruthy()
})

it('says why one could not be sent, and tries it again', async () => {
  let tried = 0
  const failures = [{ at: '2026-11-22T10:00:05Z', error: '550 no such mailbox' }]
  shows(
    mail({
      state: 'failed',
      subject: null,
      sent_at: null,
      text: null,
      failures,
      error: '550 no such mailbox',
      resend: 'refused',
      allowed_actions: ['retry'],
    }),
  )
  server.use(
    http.post(`${base}/admin/mails/mail-1/actions/retry`, () => {
      tried += 1
      return HttpResponse.json(mail({ state: 'pending' }), { status: 202 })
    }),
  )
  const { user } = renderPanel(<MailPage />, { ...one, staff: sender })
  expect(await screen.findByText('550 no such mailbox')).toBeVisible()
  expect(screen.getByText(/Its text is no longer kept/)).toBeVisible()
  expect(screen.getByText(/are not sent again/)).toBeVisible()
  await user.click(screen.getByRole('button', { name: 'Try again' }))
  await waitFor(() => expect(tried).toBe(1))
})

it('explains a refusal in words', async () => {
  shows(mail())
  server.use(
    http.post(`${base}/admin/mails/mail-1/actions/resend`, () =>
      HttpResponse.json({ code: 'mail_resent_often', params: {} }, { status: 429 }),
    ),
  )
  const { user } = renderPanel(<MailPage />, { ...one, staff: sender })
  await user.click(await screen.findByRole('button', { name: 'Send again' }))
  expect(await screen.findByText(/three times within the last hour/)).toBeVisible()
})

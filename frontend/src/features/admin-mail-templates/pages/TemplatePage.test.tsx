import { screen, waitFor, within } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { beforeEach, expect, it } from 'vitest'
import type { Schema } from '~/api/client'
import { renderPanel } from '~/testing/renderPanel'
import { base, problem, server } from '~/testing/server'
import TemplatePage from './TemplatePage'
import TemplatesPage from './TemplatesPage'

const staff = ['mail:templates' as const]
const place = {
  at: '/admin/mail-templates/invoice_paid/en',
  path: '/admin/mail-templates/:name/:language',
  staff,
}
const one = `${base}/admin/mail-templates/invoice_paid/en`

function template(changes: Partial<Schema<'MailTemplateRead'>> = {}): Schema<'MailTemplateRead'> {
  return {
    name: 'invoice_paid',
    group: 'billing',
    title: { ru: 'Счёт оплачен', en: 'Invoice paid' },
    locale: 'en',
    version: 3,
    subject: 'Thanks',
    body: 'Hello there',
    default_subject: 'Payment received',
    default_body: 'The default text',
    customized: true,
    failure: null,
    variables: [
      {
        name: 'total',
        kind: 'money',
        about: { ru: 'Всего', en: 'The total' },
        required: false,
        optional: false,
        secret: false,
      },
      {
        name: 'invoice_url',
        kind: 'page',
        about: { ru: 'Счёт', en: 'The page of the invoice' },
        required: true,
        optional: true,
        secret: false,
      },
    ],
    ...changes,
  }
}

const html =
  '<html><head><style>@media (prefers-color-scheme: dark) { .x { color: red } }</style></head>' +
  '<body style="margin:0"><a href="https://panel.example.com/x" style="color:blue">Open it</a></body></html>'

const given = (found: Schema<'MailTemplateRead'>) =>
  server.use(
    http.get(one, () => HttpResponse.json(found)),
    http.get(`${one}/versions`, () =>
      HttpResponse.json({
        items: [
          {
            version: 3,
            subject: 'Thanks',
            body: 'Hello there',
            author: 'Anna',
            created_at: '2026-11-22T03:00:00Z',
            failure: null,
          },
          {
            version: 2,
            subject: null,
            body: null,
            author: 'Boris',
            created_at: '2026-11-21T03:00:00Z',
            failure: null,
          },
        ],
      }),
    ),
    http.post(`${one}/actions/preview`, () =>
      HttpResponse.json({ subject: 'Thanks for 42', text: 'Hello there\n', html }),
    ),
  )

beforeEach(() => given(template()))

it('inserts a variable where the caret is, and saves what was seen', async () => {
  const sent: { seen: string | null; body: unknown }[] = []
  server.use(
    http.put(one, async ({ request }) => {
      sent.push({ seen: request.headers.get('If-Match'), body: await request.json() })
      return HttpResponse.json(template({ version: 4 }))
    }),
  )
  const { user } = renderPanel(<TemplatePage />, place)
  const text = await screen.findByLabelText<HTMLTextAreaElement>('Text')
  await user.click(text)
  text.setSelectionRange(5, 11)
  await user.click(screen.getByRole('button', { name: /The total/ }))
  expect(text).toHaveValue('Hello{{ total }}')
  await user.click(screen.getByRole('button', { name: /The page of the invoice/ }))
  expect(text.value).toContain('{{ button("Open", invoice_url) }}')
  await user.click(screen.getByLabelText('Subject'))
  await user.click(screen.getByRole('button', { name: /The total/ }))
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByText('Saved: the next email uses this text')).toBeVisible()
  expect(sent[0]?.seen).toBe('"3"')
  expect(sent[0]?.body).toMatchObject({ subject: 'Thanks{{ total }}' })
})

it.each([
  ['variable_unknown', 'Line 3: this email has no variable “sum”'],
  ['variable_required', 'The email does not work without “sum”: put it back'],
  ['syntax', /Line 3: braces/],
  ['construct_refused', 'Line 3: “sum” is not allowed in emails'],
  ['block_misused', 'Line 3: “sum” cannot be used like this'],
  ['secret_in_subject', '“sum” is a secret and has no place in the subject'],
  ['too_deep', 'Line 3: nested too deep'],
  ['too_long', 'Too long for an email'],
  ['empty', 'With some values nothing would be left of it'],
  ['fails', 'Line 3: it fails with sample values'],
])('says at the field what is wrong: %s', async (fault, words) => {
  server.use(
    http.put(one, () =>
      problem(422, 'mail_template_invalid', {
        params: { field: 'body', line: 3, problem: fault, name: 'sum' },
      }),
    ),
  )
  const { user } = renderPanel(<TemplatePage />, place)
  await user.click(await screen.findByRole('button', { name: 'Save' }))
  expect(await screen.findByText(words)).toBeVisible()
  expect(screen.getByLabelText('Text')).toHaveAttribute('aria-invalid', 'true')
})

it('shows the letter without scripts or styles in its markup, and as text', async () => {
  const { user } = renderPanel(<TemplatePage />, place)
  const frame = await screen.findByTitle<HTMLIFrameElement>('The email with sample values')
  expect(frame).toHaveAttribute('sandbox', 'allow-same-origin')
  await waitFor(() => expect(frame.contentDocument?.body.textContent).toContain('Open it'))
  const link = frame.contentDocument?.querySelector('a')
  expect(link).not.toHaveAttribute('href')
  expect(link?.title).toBe('https://panel.example.com/x')
  expect(link?.style.color).toBe('blue')
  await user.click(screen.getByRole('button', { name: 'Phone' }))
  expect(frame).toHaveClass('letter-frame--narrow')
  await user.click(screen.getByRole('button', { name: 'Plain text' }))
  expect(screen.getByText('Hello there', { selector: 'pre' })).toBeVisible()
})

it('puts what is wrong with a draft at its field instead of a preview', async () => {
  const { user } = renderPanel(<TemplatePage />, place)
  await screen.findByTitle('The email with sample values')
  server.use(
    http.post(`${one}/actions/preview`, () =>
      problem(422, 'mail_template_invalid', {
        params: { field: 'subject', line: 1, problem: 'variable_unknown', name: 'sum' },
      }),
    ),
  )
  await user.type(screen.getByLabelText('Subject'), '!')
  await user.click(screen.getByRole('button', { name: 'Preview' }))
  expect(await screen.findByText('Line 1: this email has no variable “sum”')).toBeVisible()
  expect(screen.getByText('The preview is back once the text is right.')).toBeVisible()
})

it.each([
  [true, 'The server accepted the email to me@example.com'],
  [false, 'The email to me@example.com was not sent'],
])('sends the draft as it is typed to oneself: %s', async (sent, words) => {
  let body: unknown
  server.use(
    http.post(`${one}/actions/test`, async ({ request }) => {
      body = await request.json()
      return HttpResponse.json({ sent, recipient: 'me@example.com', error: 'refused' })
    }),
  )
  const { user } = renderPanel(<TemplatePage />, place)
  await user.type(await screen.findByLabelText('Subject'), '!')
  await user.click(screen.getByRole('button', { name: 'Send to myself' }))
  expect(await screen.findByText(words)).toBeVisible()
  expect(body).toEqual({ subject: 'Thanks!', body: 'Hello there' })
})

it('resets to the default once that is agreed, and loads older texts', async () => {
  let seen: string | null = null
  server.use(
    http.post(`${one}/actions/reset`, ({ request }) => {
      seen = request.headers.get('If-Match')
      return HttpResponse.json(template({ customized: false, version: 4 }))
    }),
  )
  const { user } = renderPanel(<TemplatePage />, place)
  const uses = await screen.findAllByRole('button', { name: 'Use this text' })
  await user.click(uses.at(-1) as HTMLElement)
  expect(screen.getByLabelText('Text')).toHaveValue('The default text')
  await user.click(uses[0] as HTMLElement)
  expect(screen.getByLabelText('Text')).toHaveValue('Hello there')
  await user.click(screen.getByRole('button', { name: 'Reset to default' }))
  const dialog = await screen.findByRole('dialog')
  await user.click(within(dialog).getByRole('button', { name: 'Reset' }))
  expect(await screen.findByText('The email uses the default text again')).toBeVisible()
  expect(seen).toBe('"3"')
})

it('warns of a text that fits no more', async () => {
  given(template({ failure: 'line 3: variable_unknown sum' }))
  renderPanel(<TemplatePage />, place)
  expect(await screen.findByRole('alert')).toHaveTextContent('line 3: variable_unknown sum')
})

it('lists every email in groups with the state of each language', async () => {
  const state = { subject: 'x', changed_at: null, failure: null, customized: false }
  server.use(
    http.get(`${base}/admin/mail-templates`, () =>
      HttpResponse.json({
        items: [
          {
            name: 'invoice_paid',
            group: 'billing',
            title: { ru: 'Счёт оплачен', en: 'Invoice paid' },
            locales: [
              { ...state, locale: 'ru', customized: true },
              { ...state, locale: 'en', customized: true, failure: 'gone' },
            ],
          },
          {
            name: 'verification',
            group: 'security',
            title: { ru: 'Подтверждение', en: 'Confirm the address' },
            locales: [{ ...state, locale: 'ru' }],
          },
        ],
      }),
    ),
  )
  renderPanel(<TemplatesPage />, {
    at: '/admin/mail-templates',
    path: '/admin/mail-templates',
    staff,
  })
  expect(
    await screen.findByRole('link', { name: 'Invoice paid: Russian Changed' }),
  ).toHaveTextContent('Changed')
  expect(screen.getByRole('link', { name: 'Invoice paid: English Broken' })).toBeVisible()
  expect(screen.getByRole('link', { name: 'Confirm the address' })).toHaveAttribute(
    'href',
    '/admin/mail-templates/verification/en',
  )
})

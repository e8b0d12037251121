import { screen, waitFor, within } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Schema } from '~/api/client'
import { me } from '~/testing/fixtures'
import { attestation, fakePasskeys, forgetPasskeys } from '~/testing/passkeys'
import { renderPanel } from '~/testing/renderPanel'
import { base, pageOf, problem, server } from '~/testing/server'
import ProfilePage from './ProfilePage'

const nothing = () => new HttpResponse(null, { status: 204 })

let contacts: Schema<'ContactsRead'>
let security: Schema<'SecurityRead'>
let devices: Schema<'SessionRead'>[]

function device(changes: Partial<Schema<'SessionRead'>>): Schema<'SessionRead'> {
  return {
    id: 'session-1',
    current: true,
    ip: '203.0.113.7',
    place: 'Moscow',
    agent: 'Mozilla/5.0',
    device: { browser: 'Firefox 140', os: 'Windows', kind: 'desktop' },
    created_at: '2026-11-20T10:00:00Z',
    last_used_at: '2026-11-22T10:00:00Z',
    expires_at: '2026-12-22T10:00:00Z',
    second_factor: false,
    impersonated: false,
    ...changes,
  }
}

beforeEach(() => {
  contacts = {
    email: me.email,
    email_verified: true,
    wanted_email: null,
    phone: null,
    phone_verified_at: null,
    wanted_phone: null,
  }
  security = {
    password_changed_at: null,
    totp: { enabled: false, enabled_at: null },
    recovery_codes_left: 0,
    passkeys: [],
    second_factor_required: false,
    proved_until: null,
  }
  devices = [device({})]
  server.use(
    http.get(`${base}/me/contacts`, () => HttpResponse.json(contacts)),
    http.get(`${base}/me/security`, () => HttpResponse.json(security)),
    http.get(`${base}/me/sessions`, () => HttpResponse.json({ items: devices })),
    http.get(`${base}/me/sign-ins`, () => HttpResponse.json(pageOf([]))),
  )
})

afterEach(forgetPasskeys)

function open(tab = '', withheld = false) {
  const options = { at: `/panel/profile${tab}`, path: '/panel/profile/*', withheld }
  return renderPanel(<ProfilePage />, options)
}

/** Collects the bodies sent to an address, and answers each with what is given. */
function listen(verb: 'post' | 'put' | 'patch' | 'delete', path: string, answer: () => Response) {
  const sent: unknown[] = []
  server.use(
    http[verb](`${base}${path}`, async ({ request }) => {
      sent.push(await request.json().catch(() => null))
      return answer()
    }),
  )
  return sent
}

it('saves what was changed, and nothing typed is lost', async () => {
  const sent = listen('patch', '/me', () => HttpResponse.json({ ...me, name: 'Ilya Petrov' }))
  const { user, queries } = open()
  const name = screen.getByRole('textbox', { name: 'Name' })
  await user.clear(name)
  await user.type(name, 'Ilya Petrov')
  await user.selectOptions(screen.getByRole('combobox', { name: 'Theme' }), 'dark')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByText('The profile is saved')).toBeVisible()
  expect(sent).toEqual([
    { name: 'Ilya Petrov', locale: 'en', theme: 'dark', time_zone: 'Europe/Moscow' },
  ])
  expect(document.documentElement.dataset['theme']).toBe('dark')
  await waitFor(() => expect(queries.getQueryData(['me'])).toMatchObject({ name: 'Ilya Petrov' }))
})

it('puts the words of the server beside the field', async () => {
  server.use(
    http.patch(`${base}/me`, () =>
      problem(422, 'validation_failed', {
        errors: [{ field: 'time_zone', code: 'time_zone_unknown', message: '' }],
      }),
    ),
  )
  const { user } = open()
  const zone = screen.getByRole('combobox', { name: 'Time zone' })
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(zone).toHaveAttribute('aria-invalid', 'true'))
  expect(screen.getByText('This value is not valid')).toBeVisible()
})

it('confirms a number by the code that was sent to it', async () => {
  listen('post', '/me/phone', () => {
    contacts.wanted_phone = { target: '+79991234567', expires_at: '2026-11-22T10:10:00Z' }
    return HttpResponse.json(
      { phone: '+79991234567', expires_at: '2026-11-22T10:10:00Z' },
      { status: 202 },
    )
  })
  let right = false
  const codes = listen('post', '/me/phone/confirm', () =>
    right ? nothing() : problem(422, 'verification_invalid'),
  )
  const { user } = open()
  await user.type(await screen.findByRole('textbox', { name: 'Phone' }), '8 999 123-45-67')
  await user.click(screen.getByRole('button', { name: 'Send a code' }))
  const code = await screen.findByRole('textbox', { name: 'Code from the message' })
  expect(screen.getByText('+79991234567')).toBeVisible()
  await user.type(code, '111111{Enter}')
  expect(await screen.findByRole('alert')).toHaveTextContent(/This code is wrong or has expired/)
  right = true
  await user.clear(code)
  await user.type(code, '222222{Enter}')
  expect(await screen.findByText('The number is confirmed')).toBeVisible()
  expect(codes).toEqual([{ code: '111111' }, { code: '222222' }])
})

it('changes the address by a code, or keeps the present one', async () => {
  const asked = listen('post', '/me/email', () => {
    contacts.wanted_email = { target: 'new@example.com', expires_at: '2026-11-22T10:10:00Z' }
    return HttpResponse.json({}, { status: 202 })
  })
  listen('delete', '/me/email', () => {
    contacts.wanted_email = null
    return nothing()
  })
  const { user } = open()
  await user.click(await screen.findByRole('button', { name: 'Change the address' }))
  await user.type(screen.getByRole('textbox', { name: 'New address' }), 'new@example.com{Enter}')
  expect(await screen.findByRole('textbox', { name: 'Code from the message' })).toBeVisible()
  expect(asked).toEqual([{ email: 'new@example.com' }])
  await user.click(screen.getByRole('button', { name: 'Keep the present one' }))
  expect(await screen.findByText('The address stays as it is')).toBeVisible()
  expect(await screen.findByRole('button', { name: 'Change the address' })).toBeVisible()
})

it('offers the letter again while the email is not confirmed', async () => {
  contacts.email_verified = false
  const letters = listen('post', '/auth/verify/request', () =>
    HttpResponse.json({}, { status: 202 }),
  )
  const { user } = open()
  expect(await screen.findByText('Not confirmed')).toBeVisible()
  await user.click(screen.getByRole('button', { name: 'Send the letter again' }))
  await waitFor(() => expect(letters).toEqual([{ email: me.email }]))
})

it('sends a picture, and says when it cannot be read', async () => {
  let answer = () => problem(422, 'image_invalid') as Response
  const names: unknown[] = []
  server.use(
    http.put(`${base}/me/avatar`, async ({ request }) => {
      names.push(request.headers.get('Content-Type')?.split(';')[0])
      return answer()
    }),
  )
  const { user } = open()
  const field = screen.getByLabelText('Picture', { selector: 'input' })
  const file = new File(['x'], 'me.png', { type: 'image/png' })
  await user.upload(field, file)
  expect(await screen.findByText(/This picture cannot be read/)).toBeVisible()
  answer = () => HttpResponse.json({ avatar_url: '/api/v1/avatars/1' })
  await user.upload(field, file)
  expect(await screen.findByText('The picture is changed')).toBeVisible()
  expect(names).toEqual(['multipart/form-data', 'multipart/form-data'])
})

it('changes the password after the person proved who they are', async () => {
  let proven = false
  server.use(
    http.post(`${base}/me/proof/options`, () => HttpResponse.json({ methods: ['password'] })),
    http.post(`${base}/me/proof`, () => {
      proven = true
      return HttpResponse.json({ proved_until: '2026-11-22T10:05:00Z' })
    }),
  )
  const sent = listen('post', '/me/password', () =>
    proven ? nothing() : problem(403, 'step_up_required'),
  )
  const { user } = open('/password')
  await user.type(screen.getByLabelText('New password'), 'three blue whales')
  await user.click(screen.getByRole('button', { name: 'Change the password' }))
  const dialog = await screen.findByRole('dialog', { name: 'Confirm that it is you' })
  await user.type(await within(dialog).findByLabelText('Password'), 'correct horse{Enter}')
  expect(await screen.findByText('The password is changed')).toBeVisible()
  expect(sent).toEqual([
    { new_password: 'three blue whales' },
    { new_password: 'three blue whales' },
  ])
  expect(screen.getByLabelText('New password')).toHaveValue('')
})

it('sets an app up and shows the recovery codes until they are kept', async () => {
  listen('post', '/me/totp', () =>
    HttpResponse.json({ secret: 'ABCDEF', uri: 'otpauth://totp/x', qr_svg: '<svg/>' }),
  )
  const codes = listen('post', '/me/totp/confirm', () => {
    security.totp = { enabled: true, enabled_at: '2026-11-22T10:00:00Z' }
    security.recovery_codes_left = 2
    return HttpResponse.json({ recovery_codes: ['aaaa-bbbb', 'cccc-dddd'] })
  })
  const { user } = open('/security')
  await user.click(await screen.findByRole('button', { name: 'Set up an app' }))
  const qr = await screen.findByRole('img', { name: 'QR code for the authenticator app' })
  expect(qr).toHaveAttribute('src', 'data:image/svg+xml,%3Csvg%2F%3E')
  expect(screen.getByRole('button', { name: 'Copy ABCDEF' })).toBeVisible()
  await user.type(screen.getByRole('textbox', { name: 'Code of the app' }), '123456{Enter}')
  const sheet = await screen.findByRole('region', { name: 'Recovery codes' })
  expect(within(sheet).getByText('cccc-dddd')).toBeVisible()
  expect(codes).toEqual([{ code: '123456' }])
  expect(await screen.findByText('2 left')).toBeVisible()
  await user.click(within(sheet).getByRole('button', { name: 'Copy' }))
  expect(await navigator.clipboard.readText()).toContain('aaaa-bbbb\ncccc-dddd')
  await user.click(screen.getByRole('button', { name: 'I have kept them' }))
  expect(screen.queryByText('cccc-dddd')).toBeNull()
})

it('tells staff that their role asks for a second factor, and begins to set one up', async () => {
  listen('post', '/me/totp', () =>
    HttpResponse.json({ secret: 'ABCDEF', uri: 'otpauth://totp/x', qr_svg: '<svg/>' }),
  )
  const { user } = open('/security', true)
  const notice = (await screen.findByText('Your role asks for a second factor.')).closest('div')
  await user.click(within(notice as HTMLElement).getByRole('button', { name: 'Set up an app' }))
  expect(await screen.findByRole('textbox', { name: 'Code of the app' })).toBeVisible()
})

it('leads staff who have a second factor to where it is shown', async () => {
  security.totp = { enabled: true, enabled_at: '2026-11-22T10:00:00Z' }
  open('/security', true)
  const link = await screen.findByRole('link', { name: 'To the administration' })
  expect(link).toHaveAttribute('href', '/admin')
})

it('asks customers for nothing', async () => {
  open('/security')
  expect(await screen.findByRole('button', { name: 'Set up an app' })).toBeVisible()
  expect(screen.queryByText('Your role asks for a second factor.')).toBeNull()
})

it('makes new recovery codes only after asking', async () => {
  security.totp = { enabled: true, enabled_at: '2026-11-22T10:00:00Z' }
  const renewed = listen('post', '/me/recovery-codes', () =>
    HttpResponse.json({ recovery_codes: ['eeee-ffff'] }),
  )
  const { user } = open('/security')
  expect(await screen.findByText('none left')).toBeVisible()
  await user.click(screen.getByRole('button', { name: 'Make new codes' }))
  const dialog = await screen.findByRole('dialog', { name: 'Make new recovery codes?' })
  expect(renewed).toHaveLength(0)
  await user.click(within(dialog).getByRole('button', { name: 'Make new codes' }))
  expect(await screen.findByText('eeee-ffff')).toBeVisible()
})

it('adds, renames and removes a passkey', async () => {
  const asked: CredentialCreationOptions[] = []
  fakePasskeys({
    create: async (options) => {
      asked.push(options)
      return attestation
    },
  })
  const passkey = {
    id: 'passkey-1',
    name: 'Laptop',
    created_at: '2026-11-22T10:00:00Z',
    last_used_at: null,
    backed_up: true,
  }
  listen('post', '/me/passkeys/options', () =>
    HttpResponse.json({
      challenge_id: 'c-1',
      options: { challenge: 'AQL6', user: { id: 'AQL6', name: me.email, displayName: me.name } },
    }),
  )
  const added = listen('post', '/me/passkeys', () => {
    security.passkeys = [passkey]
    return HttpResponse.json(passkey, { status: 201 })
  })
  const renamed = listen('patch', '/me/passkeys/passkey-1', () => {
    security.passkeys = [{ ...passkey, name: 'Work laptop' }]
    return HttpResponse.json(security.passkeys[0])
  })
  const removed = listen('delete', '/me/passkeys/passkey-1', () => {
    security.passkeys = []
    return nothing()
  })
  const { user } = open('/security')
  await user.click(await screen.findByRole('button', { name: 'Add a passkey' }))
  const name = screen.getByRole('textbox', { name: 'What to call it' })
  await user.clear(name)
  await user.type(name, 'Laptop{Enter}')
  expect(await screen.findByText('The passkey is added')).toBeVisible()
  expect(added).toEqual([
    {
      challenge_id: 'c-1',
      name: 'Laptop',
      credential: expect.objectContaining({
        response: { clientDataJSON: 'AQL6', attestationObject: 'AQL6', transports: ['internal'] },
      }),
    },
  ])
  expect([...new Uint8Array(asked[0]?.publicKey?.user.id as ArrayBuffer)]).toEqual([1, 2, 250])
  await user.click(await screen.findByRole('button', { name: 'Rename' }))
  const again = screen.getByRole('textbox', { name: 'What to call it' })
  await user.clear(again)
  await user.type(again, 'Work laptop{Enter}')
  expect(await screen.findByText('Work laptop')).toBeVisible()
  expect(renamed).toEqual([{ name: 'Work laptop' }])
  await user.click(screen.getByRole('button', { name: 'Remove' }))
  const dialog = await screen.findByRole('dialog', { name: 'Remove the passkey Work laptop?' })
  await user.click(within(dialog).getByRole('button', { name: 'Remove' }))
  await waitFor(() => expect(screen.queryByText('Work laptop')).toBeNull())
  expect(removed).toHaveLength(1)
})

it('says that a device has a passkey already', async () => {
  fakePasskeys({ create: () => Promise.reject(new DOMException('', 'InvalidStateError')) })
  listen('post', '/me/passkeys/options', () =>
    HttpResponse.json({
      challenge_id: 'c-1',
      options: { challenge: 'AQL6', user: { id: 'AQL6' } },
    }),
  )
  const { user } = open('/security')
  await user.click(await screen.findByRole('button', { name: 'Add a passkey' }))
  await user.type(screen.getByRole('textbox', { name: 'What to call it' }), 'Laptop{Enter}')
  expect(await screen.findByRole('alert')).toHaveTextContent(/has a passkey of yours already/)
})

it('signs other devices out, one or all, and never this one', async () => {
  devices = [
    device({}),
    device({
      id: 'session-2',
      current: false,
      place: null,
      device: { browser: 'Safari 18', os: 'iPhone', kind: 'mobile' },
    }),
  ]
  const ended = listen('delete', '/me/sessions/session-2', () => {
    devices = devices.slice(0, 1)
    return nothing()
  })
  const others = listen('post', '/me/sessions/actions/end-others', () =>
    HttpResponse.json({ ended: 1 }),
  )
  const { user } = open('/security')
  expect(await screen.findByText('Safari 18 · iPhone')).toBeVisible()
  expect(screen.getByText('This device')).toBeVisible()
  expect(screen.getAllByRole('button', { name: 'Sign it out' })).toHaveLength(1)
  await user.click(screen.getByRole('button', { name: 'Sign all others out' }))
  const dialog = await screen.findByRole('dialog', { name: 'Sign every other device out?' })
  await user.click(within(dialog).getByRole('button', { name: 'Sign all others out' }))
  expect(await screen.findByText('1 device was signed out')).toBeVisible()
  expect(others).toHaveLength(1)
  await user.click(screen.getByRole('button', { name: 'Sign it out' }))
  await waitFor(() => expect(screen.queryByText('Safari 18 · iPhone')).toBeNull())
  expect(ended).toHaveLength(1)
})

it('lists sign-ins with their outcomes, and filters them', async () => {
  const asked: (string | null)[] = []
  server.use(
    http.get(`${base}/me/sign-ins`, ({ request }) => {
      asked.push(new URL(request.url).searchParams.get('outcome'))
      return HttpResponse.json(
        pageOf([
          {
            id: 'attempt-1',
            at: '2026-11-22T10:00:00Z',
            ip: '203.0.113.7',
            place: 'Moscow',
            agent: 'curl/8',
            method: 'password',
            outcome: 'wrong_password',
          },
        ]),
      )
    }),
  )
  const { user } = open('/security/sign-ins')
  expect(await screen.findByText('203.0.113.7')).toBeVisible()
  expect(screen.getByText('Wrong password', { selector: '.badge' })).toBeVisible()
  await user.selectOptions(screen.getByRole('combobox', { name: 'Outcome' }), 'wrong_password')
  await vi.waitFor(() => expect(asked.at(-1)).toBe('wrong_password'))
})

it('says why a list cannot be shown and tries again', async () => {
  let broken = true
  server.use(
    http.get(`${base}/me/addresses`, () =>
      broken ? problem(503, 'unavailable') : HttpResponse.json(pageOf([])),
    ),
  )
  const { user } = open('/security/addresses')
  await screen.findByText('Could not load this')
  broken = false
  await user.click(screen.getByRole('button', { name: 'Try again' }))
  expect(await screen.findByText('No addresses yet')).toBeVisible()
})

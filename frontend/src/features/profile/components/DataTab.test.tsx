import { screen, waitFor, within } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Schema } from '~/api/client'
import type { ErrorCode } from '~/api/errors'
import { session } from '~/auth/session'
import { me } from '~/testing/fixtures'
import { openProfile } from '~/testing/profile'
import { base, listen, pageOf, problem, server } from '~/testing/server'

type Copy = Schema<'ExportRead'>

let copies: Copy[]

function copyOf(changes: Partial<Copy>): Copy {
  return {
    id: 'export-1',
    state: 'pending',
    bytes: null,
    requested_at: '2026-11-20T10:00:00Z',
    ready_at: null,
    expires_at: null,
    ...changes,
  }
}

beforeEach(() => {
  copies = []
  server.use(http.get(`${base}/me/exports`, () => HttpResponse.json(pageOf(copies))))
})

const place = location

afterEach(() => {
  vi.restoreAllMocks()
  vi.stubGlobal('location', place)
})

const open = () => openProfile('/data')

const ask = { name: 'Get a copy of your data' }
const close = { name: 'Close my account and erase my data' }

/** Asks for the end and types the address; gives the bodies the server got. */
async function erase(answer: () => Response) {
  const sent = listen('post', '/me/erasure', answer)
  const { user } = open()
  await user.click(await screen.findByRole('button', close))
  const dialog = await screen.findByRole('dialog', {
    name: 'Close the account and erase everything?',
  })
  const button = within(dialog).getByRole('button', { name: 'Erase for good' })
  expect(button).toBeDisabled()
  await user.type(within(dialog).getByRole('textbox'), me.email)
  await user.click(button)
  return sent
}

it('asks for a copy once the person proved who they are, and says where it comes', async () => {
  let verified = false
  const keys: (string | null)[] = []
  server.use(
    http.post(`${base}/me/step-up/options`, () => HttpResponse.json({ methods: ['password'] })),
    http.post(`${base}/me/step-up`, () => {
      verified = true
      return HttpResponse.json({ recent_auth_until: '2026-11-22T10:05:00Z' })
    }),
    http.post(`${base}/me/exports`, ({ request }) => {
      keys.push(request.headers.get('Idempotency-Key'))
      if (!verified) return problem(403, 'step_up_required')
      copies = [copyOf({})]
      return HttpResponse.json(copies[0], { status: 202 })
    }),
  )
  const { user } = open()
  expect(await screen.findByText('No copies yet')).toBeVisible()
  await user.click(screen.getByRole('button', ask))
  const proof = await screen.findByRole('dialog', { name: 'Confirm that it is you' })
  await user.type(await within(proof).findByLabelText('Password'), 'correct horse{Enter}')
  expect(await screen.findByText('The link comes by email and is valid for 48 hours')).toBeVisible()
  expect(await screen.findByText('Being collected')).toBeVisible()
  expect(screen.getByRole('button', ask)).toBeDisabled()
  expect(keys).toEqual([expect.stringMatching(/.+/), keys[0]])
})

it('says when a copy is being made already', async () => {
  server.use(http.post(`${base}/me/exports`, () => problem(409, 'export_pending')))
  const { user } = open()
  await user.click(await screen.findByRole('button', ask))
  expect(await screen.findByText(/Your data is already being collected/)).toBeVisible()
})

it('shows what became of each copy', async () => {
  copies = [
    copyOf({
      state: 'ready',
      bytes: 1_540_000,
      ready_at: '2026-11-20T10:01:00Z',
      expires_at: '2026-11-22T10:01:00Z',
    }),
    copyOf({ id: 'export-2', state: 'expired', requested_at: '2026-10-01T10:00:00Z' }),
  ]
  open()
  const [ready, failed] = await within(
    await screen.findByRole('region', { name: 'Requested copies' }),
  ).findAllByRole('listitem')
  expect(ready).toHaveTextContent(/The link is in your email.*1\.5 MB.*is valid until.*November/)
  expect(failed).toHaveTextContent(/No longer available.*could not be made/)
})

it('says why the copies cannot be shown and tries again', async () => {
  server.use(http.get(`${base}/me/exports`, () => problem(503, 'unavailable'), { once: true }))
  const { user } = open()
  await screen.findByText('Could not load this')
  await user.click(screen.getByRole('button', { name: 'Try again' }))
  expect(await screen.findByText('No copies yet')).toBeVisible()
})

it('erases only with the address typed, and leaves for the public home', async () => {
  const assign = vi.fn()
  vi.stubGlobal('location', { origin: place.origin, href: place.href, assign })
  const signOut = vi.spyOn(session, 'signOut').mockResolvedValue()
  const sent = await erase(() => new HttpResponse(null, { status: 204 }))
  await waitFor(() => expect(assign).toHaveBeenCalledWith('/en'))
  expect(signOut).toHaveBeenCalledOnce()
  expect(sent).toEqual([{ email: me.email }])
})

it.each<[number, ErrorCode, RegExp]>([
  [409, 'services_live', /Delete the services/],
  [409, 'balance_left', /money left on your balance/],
  [409, 'invoices_open', /Pay the open invoices/],
  [409, 'payments_open', /A payment is still under way/],
  [409, 'members_left', /Other people work in your account/],
  [409, 'staff_cannot_erase', /take your staff roles away/],
  [422, 'email_mismatch', /no longer the address of your profile/],
])('says what stands in the way: %i %s', async (status, code, words) => {
  await erase(() => problem(status, code))
  expect(await screen.findByText(words)).toBeVisible()
})

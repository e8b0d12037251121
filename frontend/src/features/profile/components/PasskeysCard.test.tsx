import { screen, waitFor, within } from '@testing-library/react'
import { HttpResponse } from 'msw'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { me } from '~/testing/fixtures'
import { attestation, fakePasskeys, forgetPasskeys } from '~/testing/passkeys'
import { openProfile, type Profile, serveProfile } from '~/testing/profile'
import { listen, nothing } from '~/testing/server'

let known: Profile

beforeEach(() => {
  known = serveProfile()
})

afterEach(forgetPasskeys)

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
    known.security.passkeys = [passkey]
    return HttpResponse.json(passkey, { status: 201 })
  })
  const renamed = listen('patch', '/me/passkeys/passkey-1', () => {
    known.security.passkeys = [{ ...passkey, name: 'Work laptop' }]
    return HttpResponse.json(known.security.passkeys[0])
  })
  const removed = listen('delete', '/me/passkeys/passkey-1', () => {
    known.security.passkeys = []
    return nothing()
  })
  const { user } = openProfile('/security')
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
  const { user } = openProfile('/security')
  await user.click(await screen.findByRole('button', { name: 'Add a passkey' }))
  await user.type(screen.getByRole('textbox', { name: 'What to call it' }), 'Laptop{Enter}')
  expect(await screen.findByRole('alert')).toHaveTextContent(/already has a passkey of yours/)
})

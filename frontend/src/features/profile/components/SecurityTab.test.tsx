import { screen, waitFor, within } from '@testing-library/react'
import { HttpResponse } from 'msw'
import { beforeEach, expect, it } from 'vitest'
import { device, openProfile, type Profile, serveProfile } from '~/testing/profile'
import { listen, nothing } from '~/testing/server'

let known: Profile

beforeEach(() => {
  known = serveProfile()
})

it('sets an app up and shows the recovery codes until they are kept', async () => {
  listen('post', '/me/totp', () =>
    HttpResponse.json({ secret: 'ABCDEF', uri: 'otpauth://totp/x', qr_svg: '<svg/>' }),
  )
  const codes = listen('post', '/me/totp/confirm', () => {
    known.security.totp = { enabled: true, enabled_at: '2026-11-22T10:00:00Z' }
    known.security.recovery_codes_left = 2
    return HttpResponse.json({ recovery_codes: ['aaaa-bbbb', 'cccc-dddd'] })
  })
  const { user } = openProfile('/security')
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
  const { user } = openProfile('/security', true)
  const notice = (await screen.findByText('Your role asks for a second factor.')).closest('div')
  await user.click(within(notice as HTMLElement).getByRole('button', { name: 'Set up an app' }))
  expect(await screen.findByRole('textbox', { name: 'Code of the app' })).toBeVisible()
})

it('leads staff who have a second factor to where it is shown', async () => {
  known.security.totp = { enabled: true, enabled_at: '2026-11-22T10:00:00Z' }
  openProfile('/security', true)
  const link = await screen.findByRole('link', { name: 'Go to the administration' })
  expect(link).toHaveAttribute('href', '/admin')
})

it('asks customers for nothing', async () => {
  openProfile('/security')
  expect(await screen.findByRole('button', { name: 'Set up an app' })).toBeVisible()
  expect(screen.queryByText('Your role asks for a second factor.')).toBeNull()
})

it('makes new recovery codes only after asking', async () => {
  known.security.totp = { enabled: true, enabled_at: '2026-11-22T10:00:00Z' }
  const renewed = listen('post', '/me/recovery-codes', () =>
    HttpResponse.json({ recovery_codes: ['eeee-ffff'] }),
  )
  const { user } = openProfile('/security')
  expect(await screen.findByText('none left')).toBeVisible()
  await user.click(screen.getByRole('button', { name: 'Make new codes' }))
  const dialog = await screen.findByRole('dialog', { name: 'Make new recovery codes?' })
  expect(renewed).toHaveLength(0)
  await user.click(within(dialog).getByRole('button', { name: 'Make new codes' }))
  expect(await screen.findByText('eeee-ffff')).toBeVisible()
})

it('signs other devices out, one or all, and never this one', async () => {
  known.devices = [
    device({}),
    device({
      id: 'session-2',
      current: false,
      location: null,
      device: { browser: 'Safari 18', os: 'iPhone', kind: 'mobile' },
    }),
  ]
  const ended = listen('delete', '/me/sessions/session-2', () => {
    known.devices = known.devices.slice(0, 1)
    return nothing()
  })
  const others = listen('post', '/me/sessions/actions/end-others', () =>
    HttpResponse.json({ ended: 1 }),
  )
  const { user } = openProfile('/security')
  expect(await screen.findByText('Safari 18 on iPhone')).toBeVisible()
  expect(screen.getByText('This device')).toBeVisible()
  expect(screen.getAllByRole('button', { name: 'Sign it out' })).toHaveLength(1)
  await user.click(screen.getByRole('button', { name: 'Sign all others out' }))
  const dialog = await screen.findByRole('dialog', { name: 'Sign every other device out?' })
  await user.click(within(dialog).getByRole('button', { name: 'Sign all others out' }))
  expect(await screen.findByText('1 device was signed out')).toBeVisible()
  expect(others).toHaveLength(1)
  await user.click(screen.getByRole('button', { name: 'Sign it out' }))
  await waitFor(() => expect(screen.queryByText('Safari 18 on iPhone')).toBeNull())
  expect(ended).toHaveLength(1)
})

import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import { MemoryRouter } from 'react-router'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Me } from '~/auth/me'
import { chooseTheme } from '~/design/themeChoice'
import { chooseLocale, useLocale } from '~/i18n/useLocale'
import { dateTime, setTimeZone } from '~/lib/format'
import { me } from '~/testing/fixtures'
import { base, server } from '~/testing/server'
import { SignedIn } from './SignedIn'
import { TopBar } from './TopBar'

const drawer = { open: false, burger: { current: null } } as never
let saved: unknown[]

beforeEach(() => {
  saved = []
  server.use(
    http.patch(`${base}/me`, async ({ request }) => {
      saved.push(await request.json())
      return HttpResponse.json(me)
    }),
  )
})

afterEach(async () => {
  chooseTheme('system')
  setTimeZone('')
  await chooseLocale('en')
})

function Clock() {
  return <p>{dateTime('2026-11-22T10:00:00Z', useLocale(), 'time')}</p>
}

function open(changes: Partial<Me>) {
  server.use(http.get(`${base}/me`, () => HttpResponse.json({ ...me, ...changes })))
  render(
    <I18nProvider i18n={i18n}>
      <QueryClientProvider client={new QueryClient()}>
        <MemoryRouter initialEntries={['/panel']}>
          <SignedIn>
            <TopBar tree="panel" drawer={drawer} />
            <Clock />
          </SignedIn>
        </MemoryRouter>
      </QueryClientProvider>
    </I18nProvider>,
  )
}

it('shows the panel as the profile says, whatever this browser kept', async () => {
  chooseTheme('light')
  open({ locale: 'ru', theme: 'dark', time_zone: 'Asia/Vladivostok' })
  expect(await screen.findByText('20:00')).toBeVisible()
  expect(document.documentElement.lang).toBe('ru')
  expect(document.documentElement.dataset['theme']).toBe('dark')
  expect(localStorage.getItem('hostwright.locale')).toBe('ru')
  expect(saved).toEqual([])
})

it('keeps in the profile what is chosen in the top bar', async () => {
  open({})
  const user = userEvent.setup()
  await user.click(await screen.findByRole('button', { name: /Перейти на русский/ }))
  await waitFor(() => expect(saved).toEqual([{ locale: 'ru' }]))
  expect(document.documentElement.lang).toBe('ru')
  await user.click(screen.getByRole('button', { name: /Switch to English/ }))
  await user.click(screen.getByRole('button', { name: /Theme/ }))
  await user.click(await screen.findByRole('menuitem', { name: 'Dark' }))
  await waitFor(() =>
    expect(saved).toEqual([{ locale: 'ru' }, { locale: 'en' }, { theme: 'dark' }]),
  )
  expect(document.documentElement.dataset['theme']).toBe('dark')
})

it('keeps a choice whose saving was interrupted by a reload', async () => {
  localStorage.setItem(`hostwright.unsent.${me.id}`, '{"theme":"dark"}')
  open({ theme: 'system' })
  await screen.findByRole('button', { name: 'Theme: Dark' })
  await waitFor(() => expect(saved).toEqual([{ theme: 'dark' }]))
  await waitFor(() => expect(localStorage.getItem(`hostwright.unsent.${me.id}`)).toBeNull())
})

it('takes the zone of the browser for somebody who has just registered', async () => {
  const resolved = Intl.DateTimeFormat().resolvedOptions()
  const device = vi
    .spyOn(Intl.DateTimeFormat.prototype, 'resolvedOptions')
    .mockReturnValue({ ...resolved, timeZone: 'Asia/Tokyo' })
  open({ time_zone: 'UTC', created_at: new Date().toISOString() })
  expect(await screen.findByText('19:00')).toBeVisible()
  await waitFor(() => expect(saved).toEqual([{ time_zone: 'Asia/Tokyo' }]))
  device.mockRestore()
})

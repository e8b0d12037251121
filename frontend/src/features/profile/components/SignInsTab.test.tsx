import { screen } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { expect, it, vi } from 'vitest'
import { openProfile } from '~/testing/profile'
import { base, pageOf, server } from '~/testing/server'

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
            location: 'Moscow',
            user_agent: 'Mozilla/5.0 (Windows NT 10.0) Firefox/140.0',
            device: { browser: 'Firefox 140', os: 'Windows', kind: 'desktop' },
            method: 'password',
            outcome: 'wrong_password',
          },
        ]),
      )
    }),
  )
  const { user } = openProfile('/security/sign-ins')
  expect(await screen.findByText('203.0.113.7')).toBeVisible()
  expect(screen.getByText('Firefox 140 on Windows')).toBeVisible()
  expect(screen.getByText('Wrong password', { selector: '.badge' })).toBeVisible()
  await user.selectOptions(screen.getByRole('combobox', { name: 'Outcome' }), 'wrong_password')
  await vi.waitFor(() => expect(asked.at(-1)).toBe('wrong_password'))
})

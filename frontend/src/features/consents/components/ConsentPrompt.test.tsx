import { screen } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { expect, it } from 'vitest'
import { renderPanel } from '~/testing/renderPanel'
import { base, server } from '~/testing/server'
import ConsentPrompt from './ConsentPrompt'

const terms = {
  id: 'doc-2',
  kind: 'terms' as const,
  number: 2,
  requires_consent: true,
  published_at: '2026-11-01T00:00:00Z',
  effective_at: '2026-11-01T00:00:00Z',
}

function ask(pending: (typeof terms)[]) {
  let waiting = pending
  const accepted: unknown[] = []
  server.use(
    http.get(`${base}/me/consents`, () => HttpResponse.json({ pending: waiting, accepted: [] })),
    http.post(`${base}/me/consents`, async ({ request }) => {
      accepted.push(await request.json())
      waiting = []
      return HttpResponse.json({ pending: [], accepted: [] }, { status: 201 })
    }),
  )
  return { accepted, ...renderPanel(<ConsentPrompt />, {}) }
}

it('asks for consent to what is in force, and is gone when it is given', async () => {
  const { accepted, user } = ask([terms])
  expect(await screen.findByRole('link', { name: 'Terms of service' })).toHaveAttribute(
    'href',
    '/en/terms',
  )
  await user.click(screen.getByRole('button', { name: 'Accept' }))
  await expect.poll(() => accepted).toEqual([{ document_ids: ['doc-2'] }])
  await expect.poll(() => screen.queryByRole('dialog')).toBeNull()
})

it('can be put off', async () => {
  const { accepted, user } = ask([terms])
  await user.click(await screen.findByRole('button', { name: 'Not now' }))
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(accepted).toEqual([])
})

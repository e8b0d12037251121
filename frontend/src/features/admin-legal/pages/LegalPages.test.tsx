import { screen, within } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { expect, it } from 'vitest'
import type { Schema } from '~/api/client'
import { renderPanel } from '~/testing/renderPanel'
import { base, listen, pageOf, problem, server } from '~/testing/server'
import DocumentPage from './DocumentPage'
import DocumentsPage from './DocumentsPage'

const staff = ['settings:manage' as const]

function document(
  changes: Partial<Schema<'LegalDocumentTextRead'>> = {},
): Schema<'LegalDocumentTextRead'> {
  return {
    id: 'doc-1',
    kind: 'terms',
    number: null,
    state: 'draft',
    requires_consent: true,
    consents: 0,
    created_at: '2026-11-22T03:00:00Z',
    published_at: null,
    effective_at: null,
    version: 4,
    allowed_actions: ['update', 'publish', 'delete'],
    body: { ru: '# Раздел', en: '# Part' },
    html: { ru: '<h2>Раздел</h2>', en: '<h2>Part</h2>' },
    ...changes,
  }
}

function open(shown: Schema<'LegalDocumentTextRead'>) {
  server.use(http.get(`${base}/admin/legal-documents/doc-1`, () => HttpResponse.json(shown)))
  return renderPanel(<DocumentPage />, {
    at: '/admin/legal/doc-1',
    path: '/admin/legal/:documentId',
    staff,
  })
}

it('lists versions with their place in time', async () => {
  const published = document({ id: 'doc-0', number: 1, state: 'current', consents: 12 })
  server.use(
    http.get(`${base}/admin/legal-documents`, () =>
      HttpResponse.json(pageOf([document(), published])),
    ),
  )
  renderPanel(<DocumentsPage />, { at: '/admin/legal', path: '/admin/legal', staff })
  expect(await screen.findByText('Version 1')).toBeVisible()
  expect(screen.getByText('The next version')).toBeVisible()
  expect(screen.getAllByText('In force').length).toBeGreaterThan(0)
})

it('shows how a draft looks, and saves what was typed', async () => {
  const sent = listen('put', '/admin/legal-documents/doc-1', () => HttpResponse.json(document()))
  const { user } = open(document())
  expect(await screen.findByRole('heading', { name: 'Part' })).toBeVisible()
  await user.type(screen.getByLabelText('Text in English'), ' two')
  await user.click(screen.getByRole('button', { name: 'Save and preview' }))
  await expect
    .poll(() => sent)
    .toEqual([{ body: { ru: '# Раздел', en: '# Part two' }, requires_consent: true }])
})

it('publishes after a confirmation, and says what is missing', async () => {
  const sent = listen('post', '/admin/legal-documents/doc-1/actions/publish', () =>
    problem(422, 'legal_text_missing'),
  )
  const { user } = open(document())
  await user.click(await screen.findByRole('button', { name: 'Publish' }))
  const asked = within(await screen.findByRole('dialog'))
  await user.click(asked.getByRole('button', { name: 'Publish' }))
  await expect.poll(() => sent).toEqual([{ effective_at: null }])
  expect((await screen.findAllByText(/in Russian and in English/)).length).toBeGreaterThan(0)
})

it('offers no change of what is published', async () => {
  open(document({ number: 2, state: 'current', allowed_actions: [] }))
  expect(await screen.findByText('Terms of service, version 2')).toBeVisible()
  expect(screen.queryByRole('button', { name: 'Publish' })).not.toBeInTheDocument()
  expect(screen.queryByLabelText('Text in English')).not.toBeInTheDocument()
})

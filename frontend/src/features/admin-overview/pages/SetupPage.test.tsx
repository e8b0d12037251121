import { screen, waitFor } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { beforeEach, expect, it } from 'vitest'
import type { Schema } from '~/api/client'
import { renderPanel } from '~/testing/renderPanel'
import { base, server } from '~/testing/server'
import { ChecklistCard } from '../components/ChecklistCard'
import SetupPage from './SetupPage'

let checklist: Schema<'ChecklistRead'>

beforeEach(() => {
  checklist = {
    hidden: false,
    steps: [
      { name: 'company', path: '/admin/settings', done: true },
      { name: 'mail', path: '/admin/settings/mail', done: false },
      { name: 'of_a_later_release', path: '/admin/later', done: false },
    ],
  }
  server.use(
    http.get(`${base}/admin/checklist`, () => HttpResponse.json(checklist)),
    http.put(`${base}/admin/checklist`, async ({ request }) => {
      checklist = { ...checklist, ...((await request.json()) as { hidden: boolean }) }
      return new HttpResponse(null, { status: 204 })
    }),
  )
})

const card = () => renderPanel(<ChecklistCard />, { at: '/admin', staff: ['settings:manage'] })
const page = () =>
  renderPanel(<SetupPage />, {
    at: '/admin/setup',
    path: '/admin/setup',
    staff: ['settings:manage'],
  })

it('shows what is done, and leads to what is not', async () => {
  card()
  expect(await screen.findByText('1 of 3 done')).toBeVisible()
  expect(screen.getByRole('link', { name: 'Open: Set up mail' })).toHaveAttribute(
    'href',
    '/admin/settings/mail',
  )
  expect(screen.queryByRole('link', { name: /Describe the company/ })).not.toBeInTheDocument()
  expect(screen.getByRole('link', { name: 'Open: of_a_later_release' })).toBeVisible()
})

it('is hidden by the owner, and shown again from its own page', async () => {
  const overview = card()
  await overview.user.click(await screen.findByRole('button', { name: 'Hide' }))
  await waitFor(() => expect(screen.queryByText('First steps')).not.toBeInTheDocument())
  expect(checklist.hidden).toBe(true)
  overview.unmount()
  const { user } = page()
  await user.click(await screen.findByRole('button', { name: 'Show on the overview' }))
  await waitFor(() => expect(checklist.hidden).toBe(false))
})

it('is gone from the overview once all is done, and says so on its page', async () => {
  checklist.steps = checklist.steps.map((step) => ({ ...step, done: true }))
  const overview = card()
  await waitFor(() => expect(overview.queries.isFetching()).toBe(0))
  expect(screen.queryByText('First steps')).not.toBeInTheDocument()
  overview.unmount()
  page()
  expect(await screen.findByText('All done: you can start selling')).toBeVisible()
})

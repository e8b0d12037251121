import { screen, waitFor, within } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { beforeEach, expect, it } from 'vitest'
import type { Permission } from '~/auth/me'
import { operation, service } from '~/testing/fixtures'
import { renderPanel } from '~/testing/renderPanel'
import { base, pageOf, problem, server } from '~/testing/server'
import ServicePage from './ServicePage'

const path = '/panel/services/:serviceId/*'
const at = '/panel/services/service-1'

beforeEach(() => {
  server.use(
    http.get(`${base}/services/service-1`, () => HttpResponse.json(service())),
    http.get(`${base}/services/service-1/metrics`, () =>
      HttpResponse.json({
        step_seconds: 60,
        at: [1_790_000_000, 1_790_000_060],
        cpu_percent: [12.5, null],
        memory_mb: [300, 310],
      }),
    ),
    http.get(`${base}/services/service-1/checks`, () =>
      HttpResponse.json({
        status: 'up',
        uptime_24h: 99.9,
        last_checked_at: '2026-11-22T10:00:00Z',
        latency_ms: 42,
        history: [{ status: 'up', from: '2026-11-21T10:00:00Z', to: null, reason: null }],
      }),
    ),
    http.get(`${base}/services/service-1/operations`, () =>
      HttpResponse.json(pageOf([operation({ state: 'succeeded' })])),
    ),
  )
})

it('shows the load with a table behind each graph, gaps as gaps', async () => {
  const { user } = renderPanel(<ServicePage />, { at, path })
  const [first] = await screen.findAllByRole('button', { name: 'Show as a table' })
  expect(await screen.findByText('99.9% in 24 hours · 42 ms')).toBeVisible()
  await user.click(first as HTMLElement)
  const rows = await screen.findAllByRole('row')
  expect(rows.map((row) => row.textContent).join(' ')).toContain('13%')
  expect(rows.at(-1)).toHaveTextContent('no data')
})

it('offers graphs of disk and network only where the node measures them', async () => {
  renderPanel(<ServicePage />, { at, path })
  expect(await screen.findByText('99.9% in 24 hours · 42 ms')).toBeVisible()
  await waitFor(() => expect(screen.queryByRole('figure', { name: 'Network' })).toBeNull())
  expect(screen.queryByRole('figure', { name: 'Disk' })).toBeNull()
  expect(screen.getByRole('figure', { name: 'CPU' })).toBeVisible()
})

it('draws what comes in and goes out on one graph, as far back as the address says', async () => {
  const asked: (string | null)[] = []
  server.use(
    http.get(`${base}/services/service-1/metrics`, ({ request }) => {
      asked.push(new URL(request.url).searchParams.get('range'))
      return HttpResponse.json({
        step_seconds: 86_400,
        at: [1_790_000_000, 1_790_086_400],
        cpu_percent: [12.5, 13],
        memory_mb: [300, 310],
        disk_mb: [2048, 2560],
        network_in_rate: [1000, 12_000],
        network_out_rate: [2_500_000, null],
      })
    }),
  )
  const { user } = renderPanel(<ServicePage />, { at: `${at}?range=1mo`, path })
  const network = await screen.findByRole('figure', { name: 'Network' })
  await waitFor(() => expect(network).toHaveTextContent('in 12 kB/s'))
  expect(network).toHaveTextContent('out 2.5 MB/s')
  expect(screen.getByRole('figure', { name: 'Disk' })).toHaveTextContent('2.5 GB')
  expect(screen.queryByRole('figure', { name: 'Disk activity' })).toBeNull()
  expect(screen.getByRole('button', { name: '1 mo' })).toHaveAttribute('aria-pressed', 'true')
  await user.click(within(network).getByRole('button', { name: 'Show as a table' }))
  expect(within(network).getAllByRole('row').at(-1)).toHaveTextContent(/12 kB\/sno data$/)
  await user.click(screen.getByRole('button', { name: '1 y' }))
  await waitFor(() => expect(asked).toEqual(['30d', '1y']))
})

/** The second step asked twice, for this reason. */
const tried = (code: string) => {
  const told = operation()
  return {
    ...told,
    steps: told.steps.map((step) =>
      step.attempts > 1 ? { ...step, detail: { code, params: {} } } : step,
    ),
  }
}

it('counts no attempts where a step only waits for what takes its time', async () => {
  server.use(
    http.get(`${base}/services/service-1`, () =>
      HttpResponse.json(
        service({
          status: 'provisioning',
          operation: {
            id: 'operation-1',
            kind: 'create',
            state: 'running',
            progress: 50,
            step: 'start',
          },
        }),
      ),
    ),
    http.get(`${base}/operations/operation-1`, () => HttpResponse.json(tried('fetching_image'))),
  )
  renderPanel(<ServicePage />, { at, path })
  expect(await screen.findByText('Fetching the image')).toBeVisible()
  expect(screen.queryByText(/attempts/)).toBeNull()
})

it('shows a deploy as steps, with a second attempt and the log', async () => {
  server.use(
    http.get(`${base}/services/service-1`, () =>
      HttpResponse.json(
        service({
          status: 'provisioning',
          operation: {
            id: 'operation-1',
            kind: 'create',
            state: 'running',
            progress: 50,
            step: 'start',
          },
        }),
      ),
    ),
    http.get(`${base}/operations/operation-1`, () => HttpResponse.json(tried('start_failed'))),
  )
  renderPanel(<ServicePage />, { at, path })
  expect(await screen.findByText('First start')).toBeVisible()
  expect(screen.getByText('2 attempts')).toBeVisible()
  expect(screen.getByRole('log')).toHaveTextContent('place reserved')
  expect(screen.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '50')
})

it('gives the reason of a failed deploy and retries it', async () => {
  let retried = 0
  server.use(
    http.get(`${base}/services/service-1`, () =>
      HttpResponse.json(
        service({ status: 'failed', failure: { code: 'no_capacity', params: {} } }),
      ),
    ),
    http.get(`${base}/services/service-1/operations`, () =>
      HttpResponse.json(pageOf([operation({ state: 'failed' })])),
    ),
    http.get(`${base}/operations/operation-1`, () =>
      HttpResponse.json(
        operation({ state: 'failed', retryable: true, error: { code: 'no_capacity', params: {} } }),
      ),
    ),
    http.post(`${base}/operations/operation-1/actions/retry`, () => {
      retried += 1
      return HttpResponse.json(operation({ state: 'queued' }), { status: 202 })
    }),
  )
  const permissions: Permission[] = ['services:read', 'services:manage', 'orders:read']
  const { user } = renderPanel(<ServicePage />, { at, path, permissions })
  expect(await screen.findByRole('alert')).toHaveTextContent('no node with enough room')
  const moneyBack = screen.getByRole('link', { name: 'Get a refund' })
  expect(moneyBack).toHaveAttribute('href', '/panel/order/order-1')
  await user.click(screen.getByRole('button', { name: 'Try again' }))
  await waitFor(() => expect(retried).toBe(1))
})

it('puts the words of the server beside the field', async () => {
  server.use(
    http.patch(`${base}/services/service-1`, () =>
      problem(422, 'invalid', { errors: [{ field: 'hostname', code: 'taken', message: '' }] }),
    ),
  )
  const { user } = renderPanel(<ServicePage />, { at: `${at}/settings`, path })
  const field = await screen.findByRole('textbox', { name: 'Name of the service' })
  await user.clear(field)
  await user.type(field, 'Blog!')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByText(/letters, digits, hyphens and dots only/)).toBeVisible()
  await user.clear(field)
  await user.type(field, 'blog')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByText('This one is already taken')).toBeVisible()
  expect(field).toHaveValue('blog')
  expect(field).toHaveAttribute('aria-invalid', 'true')
})

it("answers another's service like a missing one", async () => {
  server.use(http.get(`${base}/services/service-1`, () => problem(404, 'not_found')))
  renderPanel(<ServicePage />, { at, path })
  expect(await screen.findByRole('alert')).toHaveTextContent('belongs to another account')
})

it('says why a check failed', async () => {
  server.use(
    http.get(`${base}/services/service-1/checks`, () =>
      HttpResponse.json({
        status: 'down',
        uptime_24h: 90,
        last_checked_at: '2026-11-22T10:00:00Z',
        latency_ms: null,
        history: ['http_503', 'refused', 'something_new'].map((reason, index) => ({
          status: 'down',
          from: `2026-11-2${index}T10:00:00Z`,
          to: null,
          reason,
        })),
      }),
    ),
  )
  renderPanel(<ServicePage />, { at, path })
  expect(await screen.findByText('an error, HTTP 503')).toBeVisible()
  expect(screen.getByText('the connection was refused')).toBeVisible()
  expect(screen.queryByText(/something_new/)).toBeNull()
})

it('marks what was done on the graphs, and the limit of the memory', async () => {
  const inside = '2026-09-21T15:33:40Z'
  server.use(
    http.get(`${base}/services/service-1/operations`, () =>
      HttpResponse.json(
        pageOf([
          operation({ id: 'late', kind: 'restart', state: 'succeeded', finished_at: inside }),
          operation({ id: 'old', state: 'succeeded', finished_at: '2026-01-01T00:00:00Z' }),
        ]),
      ),
    ),
  )
  renderPanel(<ServicePage />, { at, path })
  const memory = await screen.findByRole('figure', { name: 'Memory' })
  expect(memory).toHaveTextContent('limit of the plan')
  await waitFor(() => expect(memory).toHaveTextContent(/Restart/))
  expect(screen.getByRole('figure', { name: 'CPU' })).toHaveTextContent(/Restart/)
  expect(memory).not.toHaveTextContent(/Deployment/)
})

it('says that we suspended it and why, and nothing of paying', async () => {
  const hold = { reason: 'Mass mailings', since: '2026-11-22T10:00:00Z' }
  server.use(
    http.get(`${base}/services/service-1`, () =>
      HttpResponse.json(service({ status: 'suspended', hold, allowed_actions: ['delete'] })),
    ),
  )
  renderPanel(<ServicePage />, { at, path })
  expect(await screen.findByText('We have suspended this service: Mass mailings')).toBeVisible()
  expect(screen.getByText('Suspended by us')).toBeVisible()
  expect(screen.getByText(/It is not about payment/)).toBeVisible()
})

it('says when a service ends that we cancelled', async () => {
  const cancellation = { reason: 'We close this location', ends_at: '2026-12-22T00:00:00Z' }
  server.use(
    http.get(`${base}/services/service-1`, () => HttpResponse.json(service({ cancellation }))),
  )
  renderPanel(<ServicePage />, { at, path })
  expect(
    await screen.findByText('We have cancelled this service: We close this location'),
  ).toBeVisible()
  expect(screen.getByText(/Copy what you want to keep/)).toBeVisible()
})

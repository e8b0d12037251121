import { screen } from '@testing-library/react'
import { expect, it, vi } from 'vitest'
import { ApiError } from '~/api/errors'
import { renderPanel } from '~/testing/renderPanel'
import { ModulePage, type PageQuery } from './ModulePage'

const ready: PageQuery = {
  isPending: false,
  isError: false,
  isFetching: false,
  error: null,
  data: [1],
  refetch: () => undefined,
}

function show(query: Partial<PageQuery>, isEmpty = false) {
  return renderPanel(
    <ModulePage
      title="Things"
      query={{ ...ready, ...query }}
      skeleton={<i data-testid="skeleton" />}
      isEmpty={isEmpty}
      empty={<p>Make the first one</p>}
    >
      <p>the content</p>
    </ModulePage>,
  )
}

it('shows the shape of the content while it loads', () => {
  show({ isPending: true, isFetching: true, data: undefined })
  expect(screen.getByRole('heading', { name: 'Things' })).toBeVisible()
  expect(screen.getByRole('status', { name: 'Loading' })).toContainElement(
    screen.getByTestId('skeleton'),
  )
  expect(screen.queryByText('the content')).toBeNull()
})

it('says what to do when there is nothing yet', () => {
  show({ data: [] }, true)
  expect(screen.getByText('Make the first one')).toBeVisible()
})

it('gives the reason, the request id and a way to try again', async () => {
  const refetch = vi.fn()
  const error = new ApiError(503, { code: 'unavailable', request_id: 'req_9' })
  const { user } = show({ isError: true, data: undefined, error, refetch })
  expect(screen.getByRole('alert')).toHaveTextContent('not responding')
  expect(screen.getByText('req_9')).toBeVisible()
  await user.click(screen.getByRole('button', { name: 'Try again' }))
  expect(refetch).toHaveBeenCalledOnce()
})

it('keeps what is there while it is fetched again, even when that fails', () => {
  const { container } = show({ isFetching: true, isError: true, error: new Error('late') })
  expect(screen.getByText('the content')).toBeVisible()
  expect(screen.queryByRole('alert')).toBeNull()
  expect(container.querySelector('section')).toHaveAttribute('aria-busy', 'true')
})

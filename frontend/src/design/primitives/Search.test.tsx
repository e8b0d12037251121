import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'
import { Search } from './Search'

it('tells what was typed when the field is left, once and not later', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  try {
    const user = userEvent.setup({ advanceTimers: vi.advanceTimersByTime.bind(vi) })
    const told = vi.fn()
    render(
      <>
        <Search label="Address" value="" onChange={told} />
        <a href="#first">first row</a>
      </>,
    )
    await user.type(screen.getByRole('searchbox', { name: 'Address' }), ' ann ')
    told.mockClear()
    await user.type(screen.getByRole('searchbox', { name: 'Address' }), 'a')
    await user.click(screen.getByRole('link', { name: 'first row' }))
    expect(told.mock.calls).toEqual([['ann a']])
    vi.advanceTimersByTime(1_000)
    expect(told).toHaveBeenCalledTimes(1)
  } finally {
    vi.useRealTimers()
  }
})

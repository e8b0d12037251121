import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'
import { Menu } from './Menu'

const item = (label: string, onSelect: () => void) => ({ id: label, label, onSelect })

it('opens each of several menus on a page with its own items', async () => {
  const user = userEvent.setup()
  const chosen = vi.fn()
  render(
    <>
      <Menu label="First row" items={[item('Stop the first', () => chosen('first'))]} />
      <Menu label="Second row" items={[item('Stop the second', () => chosen('second'))]} />
    </>,
  )
  await user.click(screen.getByRole('button', { name: 'First row' }))
  await screen.findByRole('menuitem', { name: 'Stop the first' })
  await user.click(screen.getByRole('button', { name: 'Second row' }))
  await user.click(await screen.findByRole('menuitem', { name: 'Stop the second' }))
  expect(chosen.mock.calls).toEqual([['second']])
  await user.click(screen.getByRole('button', { name: 'First row' }))
  await user.click(await screen.findByRole('menuitem', { name: 'Stop the first' }))
  expect(chosen.mock.calls).toEqual([['second'], ['first']])
})

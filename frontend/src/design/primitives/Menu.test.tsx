import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'
import { Menu } from './Menu'

const nothing = (): void => undefined
const item = (label: string, onSelect = nothing) => ({ id: label, label, onSelect })
const button = (name: string) => screen.getByRole('button', { name })
const entry = (name: string) => screen.getByRole('menuitem', { name })

function renderMenu(labels = ['Start', 'Stop', 'Suspend', 'Delete']) {
  const chosen = vi.fn()
  const view = render(
    <>
      <Menu label="More" items={labels.map((label) => item(label, () => chosen(label)))} />
      <button type="button">After</button>
    </>,
  )
  return { ...view, chosen, user: userEvent.setup() }
}

it('opens each of several menus on a page with its own items, one at a time', async () => {
  const user = userEvent.setup()
  const chosen = vi.fn()
  render(
    <>
      <Menu label="First row" items={[item('Stop the first', () => chosen('first'))]} />
      <Menu label="Second row" items={[item('Stop the second', () => chosen('second'))]} />
    </>,
  )
  await user.click(button('First row'))
  expect(entry('Stop the first')).toBeVisible()
  await user.click(button('Second row'))
  expect(screen.queryByRole('menuitem', { name: 'Stop the first' })).toBeNull()
  await user.click(entry('Stop the second'))
  expect(chosen.mock.calls).toEqual([['second']])
  await user.click(button('First row'))
  await user.click(entry('Stop the first'))
  expect(chosen.mock.calls).toEqual([['second'], ['first']])
})

it('says whether it is open, and closes by its button, by Esc and by a press elsewhere', async () => {
  const { user } = renderMenu()
  const closed = () => {
    expect(button('More')).toHaveAttribute('aria-expanded', 'false')
    expect(screen.queryByRole('menu')).toBeNull()
  }
  closed()
  await user.click(button('More'))
  expect(button('More')).toHaveAttribute('aria-expanded', 'true')
  expect(screen.getByRole('menu', { name: 'More' })).toBeVisible()
  await user.click(button('More'))
  closed()
  await user.click(button('More'))
  await user.keyboard('{Escape}')
  closed()
  expect(button('More')).toHaveFocus()
  await user.click(button('More'))
  await user.click(document.body)
  closed()
})

it('moves the focus with the arrow keys, Home and End, round and round', async () => {
  const { user } = renderMenu()
  button('More').focus()
  await user.keyboard('{Enter}')
  expect(entry('Start')).toHaveFocus()
  await user.keyboard('{ArrowDown}')
  expect(entry('Stop')).toHaveFocus()
  await user.keyboard('{End}')
  expect(entry('Delete')).toHaveFocus()
  await user.keyboard('{ArrowDown}')
  expect(entry('Start')).toHaveFocus()
  await user.keyboard('{ArrowUp}')
  expect(entry('Delete')).toHaveFocus()
  await user.keyboard('{Home}')
  expect(entry('Start')).toHaveFocus()
})

it('opens at its last entry by the arrow that goes up', async () => {
  const { user } = renderMenu()
  button('More').focus()
  await user.keyboard('{ArrowUp}')
  expect(entry('Delete')).toHaveFocus()
})

it('finds what is typed, and goes round what begins with the same letter', async () => {
  const { user } = renderMenu()
  await user.click(button('More'))
  await user.keyboard('su')
  expect(entry('Suspend')).toHaveFocus()
  await user.keyboard('{Escape}')
  await user.click(button('More'))
  await user.keyboard('s')
  expect(entry('Stop')).toHaveFocus()
  await user.keyboard('s')
  expect(entry('Suspend')).toHaveFocus()
  await user.keyboard('s')
  expect(entry('Start')).toHaveFocus()
})

it('runs an entry by the keyboard with the focus back at the button', async () => {
  const { user, chosen } = renderMenu()
  button('More').focus()
  await user.keyboard('{Enter}{ArrowDown}{Enter}')
  expect(chosen.mock.calls).toEqual([['Stop']])
  expect(button('More')).toHaveFocus()
})

it('lets Tab go on from the button', async () => {
  const { user } = renderMenu()
  button('More').focus()
  await user.keyboard('{Enter}{Tab}')
  expect(screen.queryByRole('menu')).toBeNull()
  expect(button('After')).toHaveFocus()
})

it('reaches an entry that cannot be chosen now, with the reason, and does not run it', async () => {
  const chosen = vi.fn()
  const user = userEvent.setup()
  render(
    <Menu
      label="More"
      items={[{ ...item('Stop', chosen), disabled: true, hint: 'Not running' }]}
    />,
  )
  await user.click(button('More'))
  expect(entry('Stop')).toHaveFocus()
  expect(entry('Stop')).toHaveAttribute('aria-disabled', 'true')
  expect(entry('Stop')).toHaveAccessibleDescription('Not running')
  await user.keyboard('{Enter}')
  expect(chosen).not.toHaveBeenCalled()
})

it('does not trigger the click of its row', async () => {
  const user = userEvent.setup()
  const opened = vi.fn()
  render(
    // biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: as a table's row.
    <div onClick={opened}>
      <Menu label="More" items={[item('Stop')]} head="Actions" />
    </div>,
  )
  await user.click(button('More'))
  opened.mockClear()
  await user.click(screen.getByText('Actions'))
  await user.click(entry('Stop'))
  expect(opened).not.toHaveBeenCalled()
})

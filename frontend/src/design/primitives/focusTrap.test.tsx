import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it } from 'vitest'
import { keepFocusInside } from './focusTrap'

function renderPanel(chosen?: string) {
  render(
    // biome-ignore lint/a11y/noStaticElementInteractions: stands for a dialog or a drawer.
    <div onKeyDown={(event) => keepFocusInside(event, event.currentTarget)}>
      <button type="button">First</button>
      {['one', 'two'].map((value) => (
        <input
          key={value}
          type="radio"
          name="size"
          aria-label={value}
          defaultChecked={value === chosen}
        />
      ))}
      <button type="button" disabled>
        Not now
      </button>
    </div>,
  )
  return userEvent.setup()
}

it('ends at the chosen radio button of the last group', async () => {
  const user = renderPanel('one')
  screen.getByRole('radio', { name: 'one' }).focus()
  await user.tab()
  expect(screen.getByRole('button', { name: 'First' })).toHaveFocus()
  await user.tab({ shift: true })
  expect(screen.getByRole('radio', { name: 'one' })).toHaveFocus()
})

it('ends at the first of a group where none is chosen', async () => {
  const user = renderPanel()
  screen.getByRole('button', { name: 'First' }).focus()
  await user.tab({ shift: true })
  expect(screen.getByRole('radio', { name: 'one' })).toHaveFocus()
})

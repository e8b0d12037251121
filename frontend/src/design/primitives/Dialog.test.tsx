import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { fireEvent, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { type ReactNode, useState } from 'react'
import { expect, it, vi } from 'vitest'
import { ToastProvider } from '../patterns/ToastProvider'
import { useToast } from '../patterns/toasts'
import Dialog from './Dialog'

const renderIn = (page: ReactNode) => {
  render(
    <I18nProvider i18n={i18n}>
      <ToastProvider>{page}</ToastProvider>
    </I18nProvider>,
  )
  return userEvent.setup()
}

function Opener({ modal, closed = () => undefined }: { modal?: boolean; closed?: () => void }) {
  const [open, setOpen] = useState(false)
  const [above, setAbove] = useState(false)
  const toast = useToast()
  const close = () => {
    closed()
    setOpen(false)
  }
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        Open
      </button>
      {open && (
        <Dialog title="Rename" modal={modal ?? false} onClose={close}>
          <label>
            Name <input data-autofocus />
          </label>
          <button type="button" onClick={() => setAbove(true)}>
            Ask
          </button>
          <button
            type="button"
            onClick={() => toast({ tone: 'critical', title: { id: 'x', message: 'Refused' } })}
          >
            Fail
          </button>
        </Dialog>
      )}
      {above && (
        <Dialog title="Sure?" onClose={() => setAbove(false)}>
          <p>Really</p>
        </Dialog>
      )}
    </>
  )
}

const dialog = (name: string) => screen.getByRole('dialog', { name })
const isLocked = () => document.documentElement.classList.contains('is-locked')

it('is named by its title, begins at the field it is for, and gives the focus back', async () => {
  const user = renderIn(<Opener />)
  await user.click(screen.getByRole('button', { name: 'Open' }))
  expect(within(dialog('Rename')).getByRole('textbox')).toHaveFocus()
  expect(isLocked()).toBe(true)
  await user.keyboard('{Escape}')
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(screen.getByRole('button', { name: 'Open' })).toHaveFocus()
  expect(isLocked()).toBe(false)
})

it('leaves the page its width: the body makes up for the scroll bar that goes away', async () => {
  const root = document.documentElement
  const measured = () => (isLocked() ? 1440 : 1425)
  Object.defineProperty(window, 'innerWidth', { value: 1440, configurable: true })
  Object.defineProperty(root, 'clientWidth', { get: measured, configurable: true })
  const width = () => root.style.getPropertyValue('--scrollbar-width')
  const user = renderIn(<Opener />)
  await user.click(screen.getByRole('button', { name: 'Open' }))
  expect(width()).toBe('15px')
  await user.click(screen.getByRole('button', { name: 'Ask' }))
  expect(width()).toBe('15px')
  await user.click(within(dialog('Sure?')).getByRole('button', { name: 'Close' }))
  expect(width()).toBe('15px')
  await user.click(within(dialog('Rename')).getByRole('button', { name: 'Close' }))
  expect(width()).toBe('')
  Reflect.deleteProperty(root, 'clientWidth')
})

it('keeps the focus inside, where Tab goes round both ways', async () => {
  const user = renderIn(<Opener />)
  await user.click(screen.getByRole('button', { name: 'Open' }))
  const button = (name: string) => screen.getByRole('button', { name })
  await user.tab()
  expect(button('Ask')).toHaveFocus()
  await user.tab()
  await user.tab()
  expect(button('Close')).toHaveFocus()
  await user.tab({ shift: true })
  expect(button('Fail')).toHaveFocus()
})

it('closes by the cross and by a press beside it, not by one inside', async () => {
  const user = renderIn(<Opener />)
  const open = () => user.click(screen.getByRole('button', { name: 'Open' }))
  await open()
  await user.click(screen.getByRole('button', { name: 'Close' }))
  expect(screen.queryByRole('dialog')).toBeNull()
  await open()
  Object.defineProperty(dialog('Rename'), 'clientWidth', { value: 1024 })
  fireEvent.pointerDown(screen.getByRole('heading', { name: 'Rename' }), { clientX: 500 })
  expect(dialog('Rename')).toBeVisible()
  fireEvent.pointerDown(dialog('Rename'), { clientX: 1030 })
  expect(dialog('Rename')).toBeVisible()
  fireEvent.pointerDown(dialog('Rename'), { clientX: 10 })
  expect(screen.queryByRole('dialog')).toBeNull()
})

it('cannot be dismissed when modal, by Esc, cancel or a press outside', async () => {
  const closed = vi.fn()
  const user = renderIn(<Opener modal closed={closed} />)
  await user.click(screen.getByRole('button', { name: 'Open' }))
  Object.defineProperty(dialog('Rename'), 'clientWidth', { value: 1024 })
  fireEvent.pointerDown(dialog('Rename'), { clientX: 10 })
  expect(fireEvent.keyDown(dialog('Rename'), { key: 'Escape' })).toBe(false)
  expect(fireEvent(dialog('Rename'), new Event('cancel', { cancelable: true }))).toBe(false)
  expect(closed).not.toHaveBeenCalled()
  expect(screen.queryByRole('button', { name: 'Close' })).toBeNull()
})

it('Esc closes only the top dialog, and the last one unlocks the page', async () => {
  const user = renderIn(<Opener />)
  await user.click(screen.getByRole('button', { name: 'Open' }))
  await user.click(screen.getByRole('button', { name: 'Ask' }))
  within(dialog('Sure?')).getByRole('button', { name: 'Close' }).focus()
  await user.keyboard('{Escape}')
  expect(screen.queryByRole('dialog', { name: 'Sure?' })).toBeNull()
  expect(dialog('Rename')).toBeVisible()
  expect(screen.getByRole('button', { name: 'Ask' })).toHaveFocus()
  expect(isLocked()).toBe(true)
})

it('moves toasts inside, where they can be read and clicked', async () => {
  const user = renderIn(<Opener />)
  await user.click(screen.getByRole('button', { name: 'Open' }))
  await user.click(screen.getByRole('button', { name: 'Fail' }))
  expect(within(dialog('Rename')).getByRole('alert')).toHaveTextContent('Refused')
  await user.keyboard('{Escape}')
  expect(screen.getByRole('alert')).toHaveTextContent('Refused')
})

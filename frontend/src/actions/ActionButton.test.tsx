import { msg } from '@lingui/core/macro'
import { screen, waitFor } from '@testing-library/react'
import { expect, it, vi } from 'vitest'
import { renderPanel } from '~/testing/renderPanel'
import { ActionButton } from './ActionButton'
import { defineAction } from './action'

const icon = () => <svg />

it('shows progress, refuses a second click, then tells and undoes', async () => {
  const undone = vi.fn(async () => undefined)
  const outcome = { title: msg`It is done`, undo: { label: msg`Undo`, perform: undone } }
  const { promise, resolve } = Promise.withResolvers<typeof outcome>()
  const work = vi.fn(() => promise)
  const action = defineAction<string>({
    id: 'test.run',
    harm: 'none',
    label: msg`Run`,
    icon,
    perform: work,
  })
  const { user } = renderPanel(<ActionButton action={action} subject="one" />)
  const button = screen.getByRole('button', { name: 'Run' })
  await user.click(button)
  expect(button).toHaveAttribute('aria-busy', 'true')
  await user.click(button)
  expect(work).toHaveBeenCalledOnce()
  resolve(outcome)
  expect(await screen.findByText('It is done')).toBeVisible()
  await waitFor(() => expect(button).not.toHaveAttribute('aria-busy'))
  await user.click(screen.getByRole('button', { name: 'Undo' }))
  expect(undone).toHaveBeenCalledOnce()
})

it('is not there without the permission, and says why it is refused', () => {
  const action = (id: string) => ({
    ...defineAction<string>({
      id,
      harm: 'none',
      label: msg`Pay`,
      icon,
      permission: 'billing:manage',
      enabled: () => msg`Nothing to pay`,
      perform: async () => undefined,
    }),
  })
  const { unmount } = renderPanel(<ActionButton action={action('a')} subject="one" />)
  expect(screen.queryByRole('button')).toBeNull()
  unmount()
  renderPanel(<ActionButton action={action('b')} subject="one" />, {
    permissions: ['billing:manage'],
  })
  const button = screen.getByRole('button', { name: 'Pay' })
  expect(button).toBeDisabled()
  expect(button).toHaveAttribute('title', 'Nothing to pay')
})

it('asks for the name before something is destroyed', async () => {
  const work = vi.fn(async () => undefined)
  const action = defineAction<string>({
    id: 'test.delete',
    label: msg`Delete`,
    icon,
    harm: 'destroy',
    confirm: (name) => ({
      title: msg`Delete ${name}?`,
      body: msg`For good.`,
      confirm: msg`Yes, delete`,
      typed: name,
    }),
    perform: work,
  })
  const { user } = renderPanel(<ActionButton action={action} subject="my-shop" />)
  await user.click(screen.getByRole('button', { name: 'Delete' }))
  const agree = await screen.findByRole('button', { name: 'Yes, delete' })
  expect(agree).toBeDisabled()
  await user.type(screen.getByRole('textbox'), 'my-shop')
  expect(agree).toBeEnabled()
  await user.click(agree)
  await waitFor(() => expect(work).toHaveBeenCalledOnce())
})

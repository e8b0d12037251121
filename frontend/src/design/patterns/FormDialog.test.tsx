import { screen, within } from '@testing-library/react'
import * as v from 'valibot'
import { expect, it, vi } from 'vitest'
import { ApiError } from '~/api/errors'
import { renderPanel } from '~/testing/renderPanel'
import { FormDialog } from './FormDialog'
import { TextField } from './fields'

const schema = v.object({
  name: v.pipe(v.string(), v.nonEmpty('required')),
  note: v.string(),
})

function setup(onSubmit: (values: unknown) => Promise<unknown> = async () => undefined) {
  const onClose = vi.fn()
  const { user } = renderPanel(
    <FormDialog
      title="Rename"
      submit="Save"
      onClose={onClose}
      name="thing"
      schema={schema}
      defaults={{ name: 'old', note: '' }}
      onSubmit={onSubmit}
    >
      {() => (
        <>
          <TextField focused form="thing" name="name" label="Name" />
          <TextField form="thing" name="note" label="Note" />
        </>
      )}
    </FormDialog>,
  )
  return { user, onClose, field: screen.getByLabelText('Name') }
}

const asked = () => screen.findByRole('dialog', { name: 'Discard what you typed?' })

it('closes by itself once the server has agreed', async () => {
  const sent = vi.fn(async () => undefined)
  const { user, onClose, field } = setup(sent)
  expect(field).toHaveFocus()
  await user.clear(field)
  await user.type(field, 'new')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await vi.waitFor(() => expect(onClose).toHaveBeenCalledOnce())
  expect(sent).toHaveBeenCalledWith({ name: 'new', note: '' })
})

it('closes at once when nothing was typed', async () => {
  const { user, onClose } = setup()
  await user.keyboard('{Escape}')
  expect(onClose).toHaveBeenCalledOnce()
})

it('asks before it throws away what was typed, whichever way it is closed', async () => {
  const { user, onClose, field } = setup()
  await user.type(field, ' and more')
  await user.keyboard('{Escape}')
  await user.click(within(await asked()).getByRole('button', { name: 'Cancel' }))
  expect(onClose).not.toHaveBeenCalled()
  expect(field).toHaveValue('old and more')
  await user.click(screen.getByRole('button', { name: 'Cancel' }))
  await user.click(within(await asked()).getByRole('button', { name: 'Discard it' }))
  await vi.waitFor(() => expect(onClose).toHaveBeenCalledOnce())
})

it('stays open with what was typed, and the refusal beside its field', async () => {
  const errors = [{ field: 'name', code: 'taken', message: '' }]
  const { user, onClose, field } = setup(() =>
    Promise.reject(new ApiError(422, { code: 'validation_failed', errors })),
  )
  await user.type(field, '2')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await vi.waitFor(() => expect(field).toHaveAccessibleDescription(/already taken/))
  expect(field).toHaveFocus()
  expect(onClose).not.toHaveBeenCalled()
})

it('cannot be closed while the answer is awaited', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const { user, onClose } = setup(() => promise)
  const save = screen.getByRole('button', { name: 'Save' })
  await user.click(save)
  expect(save).toHaveAttribute('aria-busy', 'true')
  await user.keyboard('{Escape}')
  expect(onClose).not.toHaveBeenCalled()
  resolve()
  await vi.waitFor(() => expect(onClose).toHaveBeenCalledOnce())
})

import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { fireEvent, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'
import { DropZone } from './DropZone'

const file = new File(['x'], 'me.png', { type: 'image/png' })

function setup(props: { busy?: boolean; progress?: number | null } = {}) {
  const onFile = vi.fn()
  render(
    <I18nProvider i18n={i18n}>
      <DropZone
        label="Picture"
        choose="Choose a picture"
        accept="image/png"
        busy={props.busy ?? false}
        progress={props.progress ?? null}
        onFile={onFile}
      />
    </I18nProvider>,
  )
  return { onFile, zone: screen.getByRole('group', { name: 'Picture' }) }
}

it('takes a file that is dropped on it', () => {
  const { onFile, zone } = setup()
  fireEvent.dragOver(zone)
  expect(zone).toHaveClass('drop-zone--over')
  fireEvent.drop(zone, { dataTransfer: { files: [file] } })
  expect(zone).not.toHaveClass('drop-zone--over')
  expect(onFile).toHaveBeenCalledExactlyOnceWith(file)
})

it('opens the browser’s own field from the keyboard', async () => {
  setup()
  const user = userEvent.setup()
  const opened = vi.spyOn(HTMLInputElement.prototype, 'click')
  await user.tab()
  expect(screen.getByRole('button', { name: 'Choose a picture' })).toHaveFocus()
  await user.keyboard('{Enter}')
  expect(opened).toHaveBeenCalledOnce()
  opened.mockRestore()
})

it('takes the same file again, and none while one is on its way', async () => {
  const { onFile } = setup()
  const user = userEvent.setup()
  const field = screen.getByLabelText('Picture', { selector: 'input' })
  await user.upload(field, file)
  await user.upload(field, file)
  expect(onFile).toHaveBeenCalledTimes(2)
})

it('says how much has left, and takes nothing meanwhile', () => {
  const { onFile, zone } = setup({ busy: true, progress: 40 })
  expect(screen.getByRole('progressbar', { name: 'Sending the file' })).toHaveAttribute(
    'aria-valuenow',
    '40',
  )
  expect(screen.getByRole('status')).toHaveTextContent('Sending the file')
  fireEvent.drop(zone, { dataTransfer: { files: [file] } })
  expect(onFile).not.toHaveBeenCalled()
})

import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { renderToString } from 'react-dom/server'
import * as v from 'valibot'
import { expect, it, vi } from 'vitest'
import { Form } from './Form'
import { SubmitButton, TextField } from './fields'

const schema = v.object({ code: v.pipe(v.string(), v.nonEmpty('required')) })

function setup() {
  const onCancel = vi.fn()
  render(
    <I18nProvider i18n={i18n}>
      <Form name="code" schema={schema} defaults={{ code: '' }} onSubmit={async () => undefined}>
        {() => (
          <>
            <TextField form="code" name="code" label="Code" />
            <button type="button" onClick={onCancel}>
              Cancel
            </button>
          </>
        )}
      </Form>
    </I18nProvider>,
  )
  return { onCancel, field: screen.getByLabelText('Code') }
}

it('shows no message under the pointer of who presses a button', async () => {
  const user = userEvent.setup()
  const { onCancel, field } = setup()
  await user.click(field)
  await user.click(screen.getByRole('button', { name: 'Cancel' }))
  expect(onCancel).toHaveBeenCalledOnce()
  expect(field).toHaveFocus()
  expect(field).not.toHaveAttribute('aria-invalid')
})

it('shows it to who goes on with the keyboard', async () => {
  const user = userEvent.setup()
  const { field } = setup()
  await user.click(field)
  await user.tab()
  expect(screen.getByRole('button', { name: 'Cancel' })).toHaveFocus()
  await vi.waitFor(() => expect(field).toHaveAttribute('aria-invalid', 'true'))
})

it('cannot be sent by the browser itself before its script is here', async () => {
  const page = (
    <I18nProvider i18n={i18n}>
      <Form name="ahead" schema={schema} defaults={{ code: '' }} onSubmit={async () => undefined}>
        {() => <SubmitButton>Send</SubmitButton>}
      </Form>
    </I18nProvider>
  )
  const container = document.body.appendChild(document.createElement('div'))
  container.innerHTML = renderToString(page)
  expect(screen.getByRole('button', { name: 'Send' })).toBeDisabled()
  render(page, { container, hydrate: true })
  expect(await screen.findByRole('button', { name: 'Send' })).toBeEnabled()
})

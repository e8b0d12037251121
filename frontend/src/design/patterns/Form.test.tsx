import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { renderToString } from 'react-dom/server'
import * as v from 'valibot'
import { expect, it, vi } from 'vitest'
import { ApiError } from '~/api/errors'
import { ComboField } from './ComboField'
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

const two = v.object({
  name: v.pipe(v.string(), v.nonEmpty('required')),
  country: v.pipe(v.string(), v.regex(/^[A-Z]{2}$/, 'country')),
})

function Two({ onSubmit }: { onSubmit: (values: unknown) => Promise<void> }) {
  return (
    <I18nProvider i18n={i18n}>
      <Form
        name="two"
        schema={two}
        defaults={{ name: '', country: '' }}
        places={{ verification_invalid: 'name' }}
        onSubmit={onSubmit}
      >
        {() => (
          <>
            <TextField lower form="two" name="name" label="Name" />
            <ComboField
              form="two"
              name="country"
              label="Country"
              options={[
                { value: 'DE', label: 'Germany' },
                { value: 'RU', label: 'Russia' },
              ]}
            />
            <SubmitButton>Save</SubmitButton>
          </>
        )}
      </Form>
    </I18nProvider>
  )
}

it('names the fields that need attention, and leads to each', async () => {
  const user = userEvent.setup()
  render(<Two onSubmit={async () => undefined} />)
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByRole('alert')).toHaveTextContent('2 fields need attention')
  await user.click(screen.getByRole('link', { name: /^Country: There is no such country/ }))
  expect(screen.getByLabelText('Country')).toHaveFocus()
  expect(location.hash).toBe('')
})

it('turns capitals into small letters, and a name of the list into its value', async () => {
  const user = userEvent.setup()
  const sent = vi.fn(async () => undefined)
  render(<Two onSubmit={sent} />)
  await user.type(screen.getByLabelText('Name'), 'My-Shop')
  expect(screen.getByLabelText('Name')).toHaveValue('my-shop')
  await user.type(screen.getByLabelText('Country'), 'russia')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await vi.waitFor(() => expect(sent).toHaveBeenCalledWith({ name: 'my-shop', country: 'RU' }))
})

it('puts a refusal beside the field it is about, without a number for support', async () => {
  const user = userEvent.setup()
  const refusal = new ApiError(422, { code: 'verification_invalid', request_id: 'req-1' })
  render(<Two onSubmit={() => Promise.reject(refusal)} />)
  await user.type(screen.getByLabelText('Name'), 'x')
  await user.type(screen.getByLabelText('Country'), 'DE')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  const name = screen.getByLabelText('Name')
  await vi.waitFor(() => expect(name).toHaveAccessibleDescription(/wrong or has expired/))
  expect(screen.queryByText('req-1')).toBeNull()
})

it('gives the number for support where the fault is ours', async () => {
  const user = userEvent.setup()
  const fault = new ApiError(503, { code: 'unavailable', request_id: 'req-2' })
  render(<Two onSubmit={() => Promise.reject(fault)} />)
  await user.type(screen.getByLabelText('Name'), 'x')
  await user.type(screen.getByLabelText('Country'), 'DE')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByText('req-2')).toBeVisible()
})

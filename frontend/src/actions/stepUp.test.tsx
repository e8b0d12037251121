import { msg } from '@lingui/core/macro'
import { IconTrash } from '@tabler/icons-react'
import { screen, waitFor } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import * as v from 'valibot'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { authorisedFetch } from '~/api/credentials'
import { problemOf } from '~/api/errors'
import { Form } from '~/design/patterns/Form'
import { SubmitButton, TextField } from '~/design/patterns/fields'
import { assertion, fakePasskeys, forgetPasskeys, sentAssertion } from '~/testing/passkeys'
import { renderPanel } from '~/testing/renderPanel'
import { base, problem, server } from '~/testing/server'
import { ActionButton } from './ActionButton'
import { defineAction } from './action'
import { withIdempotencyKey } from './idempotency'
import { useSubmit } from './useSubmit'

async function post(body: string, key: string): Promise<void> {
  const request = new Request(`${base}/things`, {
    method: 'POST',
    body,
    headers: { 'Idempotency-Key': key },
  })
  const answer = await authorisedFetch(request)
  if (!answer.ok) throw problemOf(answer, await answer.json())
}

const make = defineAction<string>({
  id: 'thing.make',
  harm: 'none',
  label: msg`Make it`,
  icon: IconTrash,
  perform: async (name) => {
    await withIdempotencyKey('thing', (key) => post(name, key))
    return { title: msg`It is made` }
  },
})

function Page() {
  const submit = useSubmit(make)
  return (
    <>
      <Form
        name="thing"
        schema={v.object({ name: v.string() })}
        defaults={{ name: '' }}
        onSubmit={({ name }) => submit(name)}
      >
        {() => (
          <>
            <TextField form="thing" name="name" label="Name" />
            <SubmitButton>Save</SubmitButton>
          </>
        )}
      </Form>
      <ActionButton action={make} subject="by button" />
    </>
  )
}

const sent: { body: string; key: string | null }[] = []
let verified = false

function offer(methods: string[], extra: Record<string, unknown> = {}) {
  server.use(
    http.post(`${base}/me/step-up/options`, () => HttpResponse.json({ methods, ...extra })),
  )
}

function accept(right: Record<string, unknown>) {
  const proofs: unknown[] = []
  server.use(
    http.post(`${base}/me/step-up`, async ({ request }) => {
      const body = await request.json()
      proofs.push(body)
      verified = JSON.stringify(body) === JSON.stringify(right)
      return verified
        ? HttpResponse.json({ recent_auth_until: '2026-11-22T10:05:00Z' })
        : problem(422, 'step_up_wrong', { params: { tries_left: 4 } })
    }),
  )
  return proofs
}

beforeEach(() => {
  sent.length = 0
  verified = false
  server.use(
    http.post(`${base}/things`, async ({ request }) => {
      sent.push({ body: await request.text(), key: request.headers.get('Idempotency-Key') })
      return verified ? HttpResponse.json({}) : problem(403, 'step_up_required')
    }),
  )
})

afterEach(forgetPasskeys)

const dialog = () => screen.findByRole('dialog', { name: 'Confirm that it is you' })

it('goes on by itself after the password, with the same key and what was typed', async () => {
  offer(['password'])
  accept({ password: 'correct horse' })
  const { user } = renderPanel(<Page />)
  await user.type(screen.getByRole('textbox', { name: 'Name' }), 'north')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await dialog()
  await user.type(await screen.findByLabelText('Password'), 'correct horse{Enter}')
  expect(await screen.findByText('It is made')).toBeVisible()
  expect(sent.map(({ body }) => body)).toEqual(['north', 'north'])
  expect(sent[0]?.key).toBe(sent[1]?.key)
  expect(sent[0]?.key).toBeTruthy()
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
})

it('leaves everything as it was when the person declines', async () => {
  offer(['password'])
  const { user } = renderPanel(<Page />)
  await user.type(screen.getByRole('textbox', { name: 'Name' }), 'north')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await dialog()
  await user.click(screen.getByRole('button', { name: 'Cancel' }))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect(screen.getByRole('textbox', { name: 'Name' })).toHaveValue('north')
  expect(screen.queryByRole('alert')).toBeNull()
  expect(sent).toHaveLength(1)
})

it('says that a code is wrong and takes the next one', async () => {
  offer(['totp', 'recovery_code'])
  const proofs = accept({ totp: '222222' })
  const { user } = renderPanel(<Page />)
  await user.click(screen.getByRole('button', { name: 'Make it' }))
  await dialog()
  const code = await screen.findByRole('textbox', { name: 'Code of the app' })
  await user.type(code, '111111{Enter}')
  expect(await screen.findByText(/This code is wrong/)).toBeVisible()
  await user.clear(code)
  await user.type(code, '222222{Enter}')
  expect(await screen.findByText('It is made')).toBeVisible()
  expect(proofs).toEqual([{ totp: '111111' }, { totp: '222222' }])
})

it('asks once for everything that waits', async () => {
  offer(['password'])
  accept({ password: 'correct horse' })
  const { user } = renderPanel(<Page />)
  await user.type(screen.getByRole('textbox', { name: 'Name' }), 'north')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  const others = [post('a', 'k1'), post('b', 'k2')]
  await dialog()
  await user.type(await screen.findByLabelText('Password'), 'correct horse{Enter}')
  await Promise.all(others)
  expect(sent.filter(({ key }) => key === 'k1')).toHaveLength(2)
  expect(screen.queryAllByRole('dialog')).toHaveLength(0)
})

it('takes a passkey where there is one, and another way where the person prefers it', async () => {
  const asked: CredentialRequestOptions[] = []
  fakePasskeys({
    get: async (options) => {
      asked.push(options)
      return assertion
    },
  })
  offer(['totp', 'passkey'], {
    challenge_id: 'challenge-1',
    options: { challenge: 'AQL6', allowCredentials: [{ id: 'AQL6', type: 'public-key' }] },
  })
  const proofs = accept({ challenge_id: 'challenge-1', credential: sentAssertion })
  const { user } = renderPanel(<Page />)
  await user.click(screen.getByRole('button', { name: 'Make it' }))
  await dialog()
  expect(await screen.findByRole('button', { name: 'Use a code of the app' })).toBeVisible()
  await user.click(screen.getByRole('button', { name: 'Use a passkey' }))
  expect(await screen.findByText('It is made')).toBeVisible()
  expect(proofs).toHaveLength(1)
  expect([...new Uint8Array(asked[0]?.publicKey?.challenge as ArrayBuffer)]).toEqual([1, 2, 250])
})
